import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Experiment } from '../../../schemas/experiments.js';
import type { Host } from '../liveness.js';
import { fromSql } from '../sql-text.js';
import { page } from './page.js';
import { groupsOf, Plan, type Selection } from './plan.js';
import { roundIds } from './round-ids.js';
import { experimentOf, rowColumns, type CatalogRow } from './row.js';
import { valuesOf, type ValueColumn } from './values.js';

export interface ListQuery extends Selection {
  readonly sort: string;
  readonly limit: number;
  readonly next: string | undefined;
  readonly columns: readonly ValueColumn[];
}

/** How many runs are looked at. */
export interface CatalogBounds {
  /** A set below this size is read whole. */
  readonly driven: number;
  /** Looks for the total of a larger set, of which counters do not tell. */
  readonly counted: number;
}

/**
 * A look costs 1 to 3 us for each condition. Of 100,000 runs at most every 50th look along a sort is in vain where a set
 * of 2,000 is too large to be read whole, so that both ways end within a few milliseconds.
 */
const usual: CatalogBounds = { driven: 2000, counted: 200 };

/** How many there are; at least that many where counting stopped. */
export interface Total {
  readonly total: number;
  readonly total_is_least: boolean;
}

/** A page of the list, its rows by their ids. */
export interface ListPage extends Total {
  readonly ids: readonly string[];
  /** Of the columns that were asked for, per id; empty where none were. */
  readonly values: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly next: string | null;
}

/** A run that is in the catalog. */
export interface FoundExperiment {
  readonly experiment: Experiment;
  /** Its files say that it ended: what is concluded of it no longer depends on the time. */
  readonly hasEnded: boolean;
}

/** The catalog as the main thread reads it. */
export class SqlCatalog {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #host: Host;
  readonly #bounds: CatalogBounds;

  constructor(database: Database, clock: Clock, host: Host, bounds = usual) {
    this.#bounds = bounds;
    this.#database = database;
    this.#clock = clock;
    this.#host = host;
  }

  async page({ sort, limit, next, columns, ...selection }: ListQuery): Promise<ListPage> {
    const plan = await this.plan(selection);
    const found = await page(this.#database, plan, { sort, limit, next });
    const values = await valuesOf(this.#database, found.ids, columns);
    return { ...found, values, ...atLeast(await this.count(selection, plan), found.ids.length) };
  }

  /** How the runs of a selection are found. */
  plan(selection: Selection): Promise<Plan> {
    return Plan.of(this.#database, selection, { now: this.#clock.now(), driven: this.#bounds.driven });
  }

  /** The ids of a selection in ascending order, at most so many. */
  async ids(selection: Selection, most: number): Promise<string[]> {
    const plan = await this.plan(selection);
    const rows = await this.#database.rows<{ id: string }>(plan.query().select({ id: 'e.id' }).orderBy('e.id').limit(most));
    return rows.map(({ id }) => id);
  }

  async count(selection: Selection, plan?: Plan): Promise<Total> {
    const groups = this.groups(selection);
    if (groups !== undefined) return { total: await this.#number(groups.sum({ n: 'e.runs' })), total_is_least: false };
    const found = plan ?? (await this.plan(selection));
    return found.isWhole ? { total: await this.#counted(found, this.#bounds.driven), total_is_least: false } : this.counted(found, this.#bounds.counted);
  }

  /** Counts to the end, however long that takes. */
  async wholeCount(selection: Selection): Promise<number> {
    const groups = this.groups(selection);
    return this.#number(groups?.sum({ n: 'e.runs' }) ?? (await this.plan(selection)).query().count({ n: '*' }));
  }

  /** Counts what matches among so many runs. */
  async counted(plan: Plan, looks: number): Promise<Total> {
    return { total: await this.#counted(plan, looks), total_is_least: await plan.exceeds(looks) };
  }

  #counted(plan: Plan, looks: number): Promise<number> {
    return this.#number(this.#database.reader.from(plan.looked(looks).select('e.id').as('some')).count({ n: '*' }));
  }

  /** The counters of a selection, as a query over `experiments_groups as e`, where they tell all that it asks. */
  groups(selection: Selection): Knex.QueryBuilder | undefined {
    return groupsOf(this.#database.reader, selection, this.#clock.now());
  }

  async #number(query: Knex.QueryBuilder): Promise<number> {
    const [row] = await this.#database.rows<{ n: number | string | null }>(query);
    return Number(row?.n ?? 0);
  }

  /** Those of the ids that are in the catalog, in this order; unknown ones are left out. */
  async byIds(ids: readonly string[]): Promise<Experiment[]> {
    return (await this.found(ids)).map(({ experiment }) => experiment);
  }

  /** The same, with what may be concluded of them later. */
  async found(ids: readonly string[]): Promise<FoundExperiment[]> {
    if (ids.length === 0) return [];
    const rows = new Map((await this.#rows(ids)).map((row) => [row.id, row]));
    const tags = await this.#tags(ids);
    return [...new Set(ids)].flatMap((id) => rows.get(id) ?? []).map((row) => ({ experiment: this.#shaped(row, tags.get(row.id) ?? []), hasEnded: row.class !== 'running' }));
  }

  /** The row of one experiment; an unknown id is a RunkeepError. */
  async row(id: string): Promise<CatalogRow> {
    const [row] = await this.#rows([id]);
    if (!row) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${id.slice(0, 64)}.`, 'List the ids with: runkeep ls');
    return row;
  }

  async experiment(row: CatalogRow): Promise<Experiment> {
    const tags = await this.#tags([row.id]);
    return this.#shaped(row, tags.get(row.id) ?? []);
  }

  #rows(ids: readonly string[]): Promise<CatalogRow[]> {
    const query = this.#database.reader('experiments as e').join('experiments_shown as s', 's.experiment_id', 'e.id').whereIn('e.id', roundIds(ids)).select(...rowColumns);
    return this.#database.rows<CatalogRow>(query);
  }

  #shaped(row: CatalogRow, tags: readonly string[]): Experiment {
    return experimentOf(row, { tags, host: this.#host, now: this.#clock.now() });
  }

  async #tags(ids: readonly string[]): Promise<Map<string, string[]>> {
    const query = this.#database.reader('experiments_tags').whereIn('experiment_id', roundIds(ids)).select('experiment_id', 'tag').orderBy('tag');
    const rows = await this.#database.rows<{ experiment_id: string; tag: string }>(query);
    const tags = new Map<string, string[]>();
    for (const { experiment_id: id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), fromSql(tag)]);
    return tags;
  }
}

/** A page may show more than was counted. */
function atLeast(count: Total, shown: number): Total {
  return count.total_is_least ? { ...count, total: Math.max(count.total, shown) } : count;
}
