import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import type { Filter, FilterColumn } from '../../../schemas/filter.js';
import { conjuncts, driverOf, type Driver } from './drivers.js';
import { applyFilter } from './filter-sql.js';
import type { OrderTable } from './sort-sql.js';

export type Show = 'present' | 'archived' | 'deleted' | 'all';

/** Which experiments are meant. */
export interface Selection {
  readonly filter: Filter | undefined;
  readonly show: Show;
}

/** How `experiments.shown` writes it. */
export const shownAs = { present: 0, archived: 1, deleted: 2 } as const;

/** How the runs of a selection are found: from a small set, or by looking at one after the other. */
export class Plan {
  readonly #reader: Knex;
  readonly #driver: Driver | undefined;
  readonly #rest: readonly Filter[];
  readonly #show: Show;
  readonly #now: number;

  private constructor(reader: Knex, driver: Driver | undefined, rest: readonly Filter[], show: Show, now: number) {
    this.#reader = reader;
    this.#driver = driver;
    this.#rest = rest;
    this.#show = show;
    this.#now = now;
  }

  /** Counts each set that an index gives, no further than it matters, and takes the smallest. */
  static async of(database: Database, { filter, show }: Selection, { now, driven }: { readonly now: number; readonly driven: number }): Promise<Plan> {
    const { reader } = database;
    const all = conjuncts(filter);
    let best: { readonly driver: Driver; readonly part: Filter | undefined; readonly size: number } | undefined;
    const candidates = [...all.map((part) => ({ part, driver: driverOf(reader, part, now) })), { part: undefined, driver: shownDriver(reader, show) }];
    for (const { part, driver } of candidates) {
      if (driver === undefined) continue;
      const size = await sizeOf(database, driver, driven);
      if (size < (best?.size ?? driven)) best = { driver, part, size };
    }
    return new Plan(reader, best?.driver, best?.driver.isExact === true ? all.filter((part) => part !== best.part) : all, show, now);
  }

  /** Is all that may match a small set? */
  get isDriven(): boolean {
    return this.#driver !== undefined;
  }

  /** The conditions that a query must hold up to beside the set it begins with. */
  get rest(): readonly Filter[] {
    return this.#rest;
  }

  /** A query over `experiments as e` under the selection, with nothing selected yet; `order` is the table `o` that the rows are sorted by. */
  query(order?: OrderTable): Knex.QueryBuilder {
    const query = this.#from(order);
    if (this.#show !== 'all') query.where('e.shown', shownAs[this.#show]);
    for (const part of this.#rest) query.where((inner) => applyFilter(inner, part, this.#now));
    return query;
  }

  /** A cross join tells SQLite to keep the order in which the tables are named. */
  #from(order: OrderTable | undefined): Knex.QueryBuilder {
    const driver = this.#driver;
    if (driver === undefined && order === undefined) return this.#reader('experiments as e');
    if (driver === undefined) return joined(order, this.#reader(`${order?.table ?? ''} as o`).crossJoin('experiments as e'));
    const query = this.#reader.from(driver.rows.clone().select({ id: driver.id }).as('x')).crossJoin('experiments as e').whereColumn('e.id', 'x.id');
    return order === undefined ? query : joined(order, query.crossJoin(`${order.table} as o`));
  }
}

function joined(order: OrderTable | undefined, query: Knex.QueryBuilder): Knex.QueryBuilder {
  query.whereColumn('e.id', 'o.experiment_id');
  for (const [column, value] of order?.where ?? []) query.where(`o.${column}`, value);
  return query;
}

function shownDriver(reader: Knex, show: Show): Driver | undefined {
  return show === 'all' ? undefined : { rows: reader('experiments as d').where('d.shown', shownAs[show]), id: 'd.id', isExact: true };
}

async function sizeOf(database: Database, driver: Driver, most: number): Promise<number> {
  const some = driver.rows.clone().select({ id: driver.id }).limit(most);
  const [row] = await database.rows<{ size: number | string }>(database.reader.from(some.as('x')).count({ size: '*' }));
  return Number(row?.size ?? 0);
}

const grouped = new Set<FilterColumn>(['path', 'project', 'state', 'status']);

/** The selection over the counters, where they alone tell all that the filter asks: then `e` is a group of runs. */
export function groupsOf(reader: Knex, { filter, show }: Selection, now: number): Knex.QueryBuilder | undefined {
  if (filter !== undefined && !isOfGroups(filter)) return undefined;
  const query = reader('experiments_groups as e');
  if (show !== 'all') query.where('e.shown', shownAs[show]);
  if (filter !== undefined) query.where((inner) => applyFilter(inner, filter, now));
  return query;
}

function isOfGroups(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.every(isOfGroups);
  if (filter.kind === 'not') return isOfGroups(filter.part);
  if (filter.kind !== 'compare' && filter.kind !== 'in') return false;
  const isPattern = filter.kind === 'compare' && (filter.operator === 'contains' || filter.operator === 'like');
  return filter.field.kind === 'column' && grouped.has(filter.field.name) && !isPattern;
}

