import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Experiment, ExperimentRow } from '../../../schemas/experiments.js';
import type { Filter } from '../../../schemas/filter.js';
import type { Host } from '../liveness.js';
import { fromSql } from '../sql-text.js';
import { applyFilter } from './filter-sql.js';
import { page, type SortedRow } from './page.js';
import { experimentOf, rowColumns, type CatalogRow } from './row.js';
import { valuesOf, type ValueColumn } from './values.js';

export type Show = 'present' | 'archived' | 'deleted' | 'all';

/** Which experiments are meant. */
export interface Selection {
  readonly filter: Filter | undefined;
  readonly show: Show;
}

export interface ListQuery extends Selection {
  readonly sort: string;
  readonly limit: number;
  readonly next: string | undefined;
  readonly columns: readonly ValueColumn[];
}

const everything: Selection = { filter: undefined, show: 'all' };

/** The catalog as the main thread reads it. */
export class SqlCatalog {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #host: Host;

  constructor(database: Database, clock: Clock, host: Host) {
    this.#database = database;
    this.#clock = clock;
    this.#host = host;
  }

  async list({ sort, limit, next, columns, ...selection }: ListQuery): Promise<{ experiments: ExperimentRow[]; next: string | null; total: number }> {
    const found = await page((shape) => this.#rows(selection, shape), { sort, limit, next });
    const values = await valuesOf(this.#database.reader, found.rows.map(({ id }) => id), columns);
    const experiments = await this.#experiments(found.rows);
    return { experiments: experiments.map((row) => ({ ...row, ...(columns.length > 0 && { values: values.get(row.id) ?? {} }) })), next: found.next, total: await this.count(selection) };
  }

  async count(selection: Selection): Promise<number> {
    const [row] = await this.select(selection).count<{ count: number | string }[]>({ count: '*' });
    return Number(row?.count ?? 0);
  }

  /** A query over `experiments as e` and `experiments_shown as s`, under the selection, with nothing selected yet. */
  select({ filter, show }: Selection): Knex.QueryBuilder {
    const query = this.#database.reader('experiments as e').join('experiments_shown as s', 's.experiment_id', 'e.id');
    if (show === 'deleted') query.whereNotNull('s.deleted_at');
    if (show === 'present' || show === 'archived') query.whereNull('s.deleted_at').where('s.archived', show === 'archived' ? 1 : 0);
    if (filter) query.where((inner) => applyFilter(inner, filter, this.#clock.now()));
    return query;
  }

  /** Those of the ids that are in the catalog; unknown ones are left out. */
  async byIds(ids: readonly string[]): Promise<Experiment[]> {
    const rows = await this.#rows(everything, (query) => void query.whereIn('e.id', ids));
    return this.#experiments(rows);
  }

  /** The row of one experiment; an unknown id is a RunkeepError. */
  async row(id: string): Promise<CatalogRow> {
    const [row] = await this.#rows(everything, (query) => void query.where('e.id', id));
    if (!row) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${id.slice(0, 64)}.`, 'List the ids with: runkeep ls');
    return row;
  }

  async experiment(row: CatalogRow): Promise<Experiment> {
    const tags = await this.#tags([row.id]);
    return this.#shaped(row, tags.get(row.id) ?? []);
  }

  async #experiments(rows: readonly CatalogRow[]): Promise<Experiment[]> {
    const tags = await this.#tags(rows.map(({ id }) => id));
    return rows.map((row) => this.#shaped(row, tags.get(row.id) ?? []));
  }

  /** Rows under the selection, after `shape` narrowed and ordered them. */
  async #rows(selection: Selection, shape: (query: Knex.QueryBuilder) => void): Promise<SortedRow[]> {
    const query = this.select(selection).select<SortedRow[]>(...rowColumns);
    shape(query);
    return query;
  }

  #shaped(row: CatalogRow, tags: readonly string[]): Experiment {
    return experimentOf(row, { tags, host: this.#host, now: this.#clock.now() });
  }

  async #tags(ids: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.#database.reader('experiments_tags').whereIn('experiment_id', ids).select<{ experiment_id: string; tag: string }[]>('experiment_id', 'tag').orderBy('tag');
    const tags = new Map<string, string[]>();
    for (const { experiment_id: id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), fromSql(tag)]);
    return tags;
  }
}
