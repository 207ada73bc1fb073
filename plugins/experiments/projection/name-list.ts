import type { Sql } from '../../../daemon/api/database.js';
import { indexKey } from '../sql-text.js';
import { fullName } from './full-name.js';
import { insertNew, type SqlRow } from './upsert.js';

const mostRemembered = 20_000;

/** What a name is of. */
export type NameSource = 'metric' | 'param' | 'summary';

/** The names that filters and columns may use, each written once; what was written is remembered within a bound. */
export class NameList {
  readonly #sql: Sql;
  readonly #known = new Set<string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A transaction that fails later forgets the row, not the memory: the next start, or a rebuild, writes it again. */
  add(source: NameSource, name: string): void {
    this.addAll(source, [name]);
  }

  /** Many at once take fewer statements. */
  addAll(source: NameSource, names: Iterable<string>): void {
    const rows = new Map<string, SqlRow>();
    for (const name of names) {
      const key = indexKey(name);
      const entry = `${source}:${key}`;
      if (this.#known.has(entry)) continue;
      rows.set(key, { source, key, name: fullName(name, key) });
      if (this.#known.size < mostRemembered) this.#known.add(entry);
    }
    insertNew(this.#sql, 'experiments_names', ['source', 'key'], [...rows.values()]);
  }
}
