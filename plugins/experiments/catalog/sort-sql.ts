import type { Knex } from 'knex';
import { filterColumns, type Sort } from '../../../schemas/filter.js';
import { indexKey } from '../sql-text.js';
import { sqlColumn } from './column-sql.js';

/** A column to order by. Runs without a value there follow in the next order, and last of all. */
export interface Order {
  readonly column: string;
  /** The column of the same table that holds the run's id: an index gives both in order. */
  readonly id: string;
  readonly holds: 'numbers' | 'texts';
}

/** By which columns a sort orders, one after the other. */
export function ordersOf({ field }: Sort): readonly Order[] {
  if (field.kind === 'column') return [{ column: sqlColumn(field.name), id: 'e.id', holds: filterColumns[field.name] === 'text' ? 'texts' : 'numbers' }];
  if (field.kind === 'metric') return [{ column: `o.${field.of}`, id: 'o.experiment_id', holds: 'numbers' }];
  return [{ column: 'o.num', id: 'o.experiment_id', holds: 'numbers' }, { column: 'o.text', id: 'o.experiment_id', holds: 'texts' }];
}

/** Keeps the runs that have a value for the `nth` order and none for those before; behind the last order those that have none at all. */
export function keepOrder(query: Knex.QueryBuilder, sort: Sort, nth: number): Order | undefined {
  const orders = ordersOf(sort);
  const here = orders[nth];
  if (!here) {
    keepValueless(query, sort);
    return undefined;
  }
  joinValues(query, sort);
  query.whereNotNull(here.column);
  for (const { column } of orders.slice(0, nth)) query.whereNull(column);
  return here;
}

function joinValues(query: Knex.QueryBuilder, { field }: Sort): void {
  if (field.kind === 'column') return;
  query.join(`${tableOf(field.kind)} as o`, 'o.experiment_id', 'e.id').where('o.key', indexKey(field.key));
  if (field.kind !== 'metric') query.where('o.source', field.kind);
}

function keepValueless(query: Knex.QueryBuilder, sort: Sort): void {
  const { field } = sort;
  if (field.kind === 'column') {
    query.whereNull(sqlColumn(field.name));
    return;
  }
  query.whereNotIn('e.id', (rows: Knex.QueryBuilder) => {
    rows.select('experiment_id').from(`${tableOf(field.kind)} as o`).where('o.key', indexKey(field.key));
    if (field.kind !== 'metric') rows.where('o.source', field.kind);
    rows.where((any) => {
      for (const { column } of ordersOf(sort)) any.orWhereNotNull(column);
    });
  });
}

function tableOf(kind: 'metric' | 'param' | 'summary'): string {
  return kind === 'metric' ? 'experiments_metrics' : 'experiments_values';
}
