import type { Sql } from '../../../daemon/api/database.js';
import type { RunDocument } from '../../../daemon/api/watch.js';
import { flatten, type FlatValue } from '../flatten.js';
import { paramsOf } from '../run-facts.js';
import { folded, indexKey, toSql } from '../sql-text.js';
import { fullName } from './full-name.js';
import { NameList } from './name-list.js';
import { upsertAll, type SqlRow } from './upsert.js';

/** Keeps parameters and summary as rows, for sort and filter. */
export class ValueRows {
  readonly #sql: Sql;
  readonly #names: NameList;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#names = new NameList(sql);
  }

  params(experimentId: string, documents: ReadonlyMap<string, RunDocument>): void {
    this.#replace(experimentId, 'param', paramsOf(documents).flatMap(flatten));
  }

  summary(experimentId: string, documents: ReadonlyMap<string, RunDocument>): void {
    this.#replace(experimentId, 'summary', flatten(documents.get('summary.json')?.value));
  }

  /** Of equal keys the last one stays. */
  #replace(experimentId: string, source: 'param' | 'summary', values: readonly FlatValue[]): void {
    this.#sql.run('delete from experiments_values where experiment_id = ? and source = ?', experimentId, source);
    const rows = new Map<string, SqlRow>();
    for (const { key: name, kind, num, text } of values) {
      const key = indexKey(name);
      rows.set(key, { experiment_id: experimentId, source, key, kind, name: fullName(name, key), num, text: toSql(text), folded: folded(text) });
      this.#names.add(source, name);
    }
    upsertAll(this.#sql, 'experiments_values', ['experiment_id', 'source', 'key'], [...rows.values()]);
  }
}
