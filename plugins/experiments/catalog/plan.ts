import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import type { Filter, FilterColumn } from '../../../schemas/filter.js';
import { conjuncts, driverOf, isPlainWords, together, type Driver } from './drivers.js';
import { applyFilter } from './filter-sql.js';
import { whereAllWords } from './search.js';
import type { OrderTable } from './sort-sql.js';

export type Show = 'present' | 'archived' | 'deleted' | 'all';

/** Which experiments are meant. */
export interface Selection {
  readonly filter: Filter | undefined;
  readonly show: Show;
}

/** How `experiments.shown` writes it. */
export const shownAs = { present: 0, archived: 1, deleted: 2 } as const;

interface Sized {
  readonly driver: Driver;
  /** The conditions that the set stands for; none = what is shown at all. */
  readonly parts: readonly Filter[];
  readonly size: number;
}

/** How the runs of a selection are found: from a small set, or by looking at one after the other. */
export class Plan {
  readonly #database: Database;
  readonly #selection: Selection;
  readonly #smallest: Sized | undefined;
  readonly #driven: number;
  readonly #now: number;

  private constructor(database: Database, selection: Selection, smallest: Sized | undefined, { now, driven }: { readonly now: number; readonly driven: number }) {
    this.#database = database;
    this.#selection = selection;
    this.#smallest = smallest;
    this.#driven = driven;
    this.#now = now;
  }

  /** Counts each set that an index gives, no further than it matters, and takes the smallest. */
  static async of(database: Database, selection: Selection, bounds: { readonly now: number; readonly driven: number }): Promise<Plan> {
    const { reader } = database;
    const groups = together(conjuncts(selection.filter)).map((parts) => ({ parts, driver: driverOf(reader, parts, bounds.now) }));
    let smallest: Sized | undefined;
    for (const { parts, driver } of [...groups, { parts: [], driver: shownDriver(reader, selection.show) }]) {
      if (driver === undefined) continue;
      const size = await sizeOf(database, driver, bounds.driven);
      if (size < (smallest?.size ?? Infinity)) smallest = { driver, parts, size };
    }
    return new Plan(database, selection, smallest, bounds);
  }

  /** The conditions that a page must hold up to beside the set it begins with. */
  get rest(): readonly Filter[] {
    return this.#without(this.#small);
  }

  /** A query over `experiments as e` under the selection, with nothing selected yet; `order` is the table `o` that the rows are sorted by. */
  query(order?: OrderTable): Knex.QueryBuilder {
    return this.#narrowed(this.#from(this.#small, order), this.#without(this.#small));
  }

  /** What matches among the first `most` runs of the smallest set; in no order. */
  looked(most: number): Knex.QueryBuilder {
    const base = this.#base;
    const query = base === undefined || base.parts.length === 0 ? this.#reader.from(this.#shown().limit(most).as('e')) : this.#joined(base, base.driver.rows.clone().limit(most));
    return this.#narrowed(query, this.#without(base));
  }

  /** Is what matches found by reading one set whole? */
  get isWhole(): boolean {
    return this.#small !== undefined;
  }

  /** Does the smallest set hold more runs than so many? */
  async exceeds(most: number): Promise<boolean> {
    if (this.#base !== undefined && this.#base.size > most) return true;
    const set = this.#base?.driver ?? { rows: this.#reader('experiments as d'), id: 'd.id' };
    return (await sizeOf(this.#database, set, most + 1)) > most;
  }

  /** Runs as they are shown, whole rows: found by id once more, 2,000 of them take 19 ms instead of 6. */
  #shown(): Knex.QueryBuilder {
    const { show } = this.#selection;
    const rows = this.#reader('experiments');
    return show === 'all' || this.#small === undefined ? rows : rows.where('shown', shownAs[show]);
  }

  get #reader(): Knex {
    return this.#database.reader;
  }

  get #base(): Sized | undefined {
    return this.#smallest?.parts.length === 0 ? this.#small : this.#smallest;
  }

  get #small(): Sized | undefined {
    return this.#smallest !== undefined && this.#smallest.size < this.#driven ? this.#smallest : undefined;
  }

  #without(base: Sized | undefined): readonly Filter[] {
    const all = conjuncts(this.#selection.filter);
    return base?.driver.isExact === true ? all.filter((part) => !base.parts.includes(part)) : all;
  }

  #narrowed(query: Knex.QueryBuilder, parts: readonly Filter[]): Knex.QueryBuilder {
    const { show } = this.#selection;
    if (show !== 'all') query.where('e.shown', shownAs[show]);
    const words = parts.filter(isPlainWords);
    if (words.length > 0) whereAllWords(query, words.map(({ text }) => text));
    for (const part of parts) if (!isPlainWords(part)) query.where((inner) => applyFilter(inner, part, this.#now));
    return query;
  }

  /** A cross join tells SQLite to keep the order in which the tables are named. */
  #from(base: Sized | undefined, order: OrderTable | undefined): Knex.QueryBuilder {
    if (base === undefined && order === undefined) return this.#reader('experiments as e');
    if (base === undefined) return joined(order, byKey(this.#reader(`${order?.table ?? ''} as o`), 'experiments', 'e'));
    const query = this.#joined(base, base.driver.rows.clone());
    return order === undefined ? query : joined(order, byKey(query, order.table, 'o'));
  }

  #joined({ driver }: Sized, rows: Knex.QueryBuilder): Knex.QueryBuilder {
    return byKey(this.#reader.from(rows.select({ id: driver.id }).as('x')), 'experiments', 'e').whereColumn('e.id', 'x.id');
  }
}

/** Joins a table whose rows are found one by one: left to itself SQLite may walk a list for each of them, 10 s instead of 5 ms a page. */
function byKey(query: Knex.QueryBuilder, table: string, as: string): Knex.QueryBuilder {
  // eslint-disable-next-line no-restricted-properties -- a hint to SQLite's planner that the builder has no word for; names are of our own tables
  return query.joinRaw('cross join ?? as ?? indexed by ??', [table, as, `sqlite_autoindex_${table}_1`]);
}

function joined(order: OrderTable | undefined, query: Knex.QueryBuilder): Knex.QueryBuilder {
  query.whereColumn('e.id', 'o.experiment_id');
  for (const [column, value] of order?.where ?? []) query.where(`o.${column}`, value);
  return query;
}

function shownDriver(reader: Knex, show: Show): Driver | undefined {
  return show === 'all' ? undefined : { rows: reader('experiments as d').where('d.shown', shownAs[show]), id: 'd.id', isExact: true };
}

async function sizeOf(database: Database, driver: Pick<Driver, 'rows' | 'id'>, most: number): Promise<number> {
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

