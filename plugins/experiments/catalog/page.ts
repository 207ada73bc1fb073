import type { Knex } from 'knex';
import { parseSort, type Sort } from '../../../schemas/filter.js';
import { fromWire, toWire, wireNumber } from '../../../schemas/numbers.js';
import { decodePosition, encodePosition, type PagePosition } from './page-cursor.js';
import type { CatalogRow } from './row.js';
import { keepOrder, ordersOf, type Order } from './sort-sql.js';

/** A row, with the value that its page is ordered by. */
export type SortedRow = CatalogRow & { readonly sort_value?: number | string | null };

export interface PageQuery {
  readonly sort: string;
  readonly limit: number;
  readonly next: string | undefined;
}

/** Runs a query over the catalog under its filter, after `shape` narrowed and ordered it. */
export type AskRows = (shape: (query: Knex.QueryBuilder) => void) => Promise<SortedRow[]>;

/**
 * One page in keyset order: rows with a value by (value, id), then those without by id. `ask` is called once for each
 * order, so that each can use its index.
 */
export async function page(ask: AskRows, { sort: text, limit, next }: PageQuery): Promise<{ rows: CatalogRow[]; next: string | null }> {
  const sort = parseSort(text);
  let from = next === undefined ? undefined : decodePosition(next, text);
  const placed: { readonly row: SortedRow; readonly order: number }[] = [];
  const orders = ordersOf(sort).length;
  for (let order = from?.order ?? 0; order <= orders && placed.length <= limit; order++) {
    const wanted: Stretch = { sort, order, from, limit: limit + 1 - placed.length };
    const rows = await ask((query) => stretch(query, wanted));
    placed.push(...rows.map((row) => ({ row, order })));
    from = undefined;
  }
  const last = placed.length > limit ? placed[limit - 1] : undefined;
  return { rows: placed.slice(0, limit).map(({ row }) => row), next: last ? encodePosition({ sort: text, order: last.order, value: sortValue(last.row), id: last.row.id }) : null };
}

interface Stretch {
  readonly sort: Sort;
  readonly order: number;
  readonly from: PagePosition | undefined;
  readonly limit: number;
}

/** Narrows the query to the rows of one order, in it. */
function stretch(query: Knex.QueryBuilder, { sort, order, from, limit }: Stretch): void {
  const here = keepOrder(query, sort, order);
  const direction = sort.descending ? 'desc' : 'asc';
  if (here) query.select({ sort_value: here.column }).orderBy(here.column, direction);
  if (from) resume(query, here, sort.descending ? '<' : '>', from);
  query.orderBy(here?.id ?? 'e.id', direction).limit(limit);
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

function sortValue({ sort_value: value }: SortedRow): PagePosition['value'] {
  return typeof value === 'number' ? toWire(value) : (value ?? null);
}
