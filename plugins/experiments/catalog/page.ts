import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import { parseSort, type Sort } from '../../../schemas/filter.js';
import { fromWire, toWire, wireNumber } from '../../../schemas/numbers.js';
import { needsValue } from './drivers.js';
import { predicateOf } from './filter-sql.js';
import { decodePosition, encodePosition, type PagePosition } from './page-cursor.js';
import type { Plan } from './plan.js';
import { test } from './predicate.js';
import { ordersOf, tableOf, type Order } from './sort-sql.js';

export interface PageQuery {
  readonly sort: string;
  readonly limit: number;
  readonly next: string | undefined;
}

interface Placed {
  readonly id: string;
  /** Absent of a run without a value. */
  readonly value?: number | string;
}

/**
 * The ids of one page in keyset order: runs with a value by (value, id), then those without by id. Each order is a query
 * of its own, so that each can use its index.
 */
export async function page(database: Database, plan: Plan, { sort: text, limit, next }: PageQuery): Promise<{ ids: string[]; next: string | null }> {
  const sort = parseSort(text);
  let from = next === undefined ? undefined : decodePosition(next, text);
  const placed: { readonly row: Placed; readonly order: number }[] = [];
  const stretches = ordersOf(sort).length + (isValueNeeded(plan, sort) ? 0 : 1);
  for (let order = from?.order ?? 0; order < stretches && placed.length <= limit; order++) {
    const rows = await database.rows<Placed>(stretch(plan, { sort, order, from, limit: limit + 1 - placed.length }));
    placed.push(...rows.map((row) => ({ row, order })));
    from = undefined;
  }
  const last = placed.length > limit ? placed[limit - 1] : undefined;
  return { ids: placed.slice(0, limit).map(({ row }) => row.id), next: last ? encodePosition({ sort: text, order: last.order, value: sortValue(last.row), id: last.row.id }) : null };
}

/** Where the filter asks for a value of the field that is sorted by, no run without one needs to be looked for. */
function isValueNeeded({ rest }: Plan, { field }: Sort): boolean {
  return rest.some((part) => needsValue(part, field));
}

interface Stretch {
  readonly sort: Sort;
  readonly order: number;
  readonly from: PagePosition | undefined;
  readonly limit: number;
}

/** The runs that have a value for this order and none for those before, in it; behind the last order those that have none at all. */
function stretch(plan: Plan, { sort, order, from, limit }: Stretch): Knex.QueryBuilder {
  const orders = ordersOf(sort);
  const here = orders[order];
  const direction = sort.descending ? 'desc' : 'asc';
  const query = plan.query(here && tableOf(sort)).select({ id: 'e.id' }).limit(limit);
  if (here) {
    query.whereNotNull(here.column).select({ value: here.column }).orderBy(here.column, direction);
    for (const { column } of orders.slice(0, order)) query.whereNull(column);
    if (orders.length === 1) narrow(query, plan, sort, here);
  } else keepValueless(query, sort, orders);
  if (from) resume(query, here, sort.descending ? '<' : '>', from);
  return query.orderBy(here?.id ?? 'e.id', direction);
}

/** Says what the filter asks of the sorted field of the sorted column too: the walk then begins and ends there. */
function narrow(query: Knex.QueryBuilder, plan: Plan, { field }: Sort, here: Order): void {
  if (field.kind !== 'metric') return;
  for (const part of plan.rest) if (needsValue(part, field)) test(query, { num: here.column }, predicateOf(part));
}

function keepValueless(query: Knex.QueryBuilder, sort: Sort, orders: readonly Order[]): void {
  const beside = tableOf(sort);
  if (beside === undefined) {
    for (const { column } of orders) query.whereNull(column);
    return;
  }
  query.whereNotExists((rows: Knex.QueryBuilder) => {
    rows.select('o.experiment_id').from(`${beside.table} as o`).whereColumn('o.experiment_id', 'e.id');
    for (const [column, value] of beside.where) rows.where(`o.${column}`, value);
    rows.where((any) => {
      for (const { column } of orders) any.orWhereNotNull(column);
    });
  });
}

function resume(query: Knex.QueryBuilder, here: Order | undefined, beyond: '<' | '>', { value, id }: PagePosition): void {
  if (!here) {
    query.where('e.id', beyond, id);
    return;
  }
  const last = boundValue(here, value);
  query.where(here.column, beyond === '<' ? '<=' : '>=', last).where((either) => {
    either.where(here.column, beyond, last).orWhere(here.id, beyond, id);
  });
}

function boundValue({ holds }: Order, value: PagePosition['value']): number | string {
  if (holds === 'texts') return String(value);
  const number = wireNumber.safeParse(value);
  return number.success ? fromWire(number.data) : 0;
}

function sortValue({ value }: Placed): PagePosition['value'] {
  return typeof value === 'number' ? toWire(value) : (value ?? null);
}
