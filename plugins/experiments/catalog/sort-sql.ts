import { filterColumns, type Sort } from '../../../schemas/filter.js';
import { indexKey } from '../sql-text.js';
import { isShown } from './column-sql.js';

/** A column to order by. Runs without a value there follow in the next order, and last of all. */
export interface Order {
  readonly column: string;
  /** The column of the same table that holds the run's id: an index gives both in order. */
  readonly id: string;
  readonly holds: 'numbers' | 'texts';
}

/** The table beside `experiments` that holds what is sorted by, and which of its rows. */
export interface OrderTable {
  readonly table: string;
  readonly where: readonly (readonly [column: string, value: string])[];
}

/** By which columns a sort orders, one after the other. */
export function ordersOf({ field }: Sort): readonly Order[] {
  if (field.kind === 'metric') return [{ column: `o.${field.of}`, id: 'o.experiment_id', holds: 'numbers' }];
  if (field.kind !== 'column') return [{ column: 'o.num', id: 'o.experiment_id', holds: 'numbers' }, { column: 'o.text', id: 'o.experiment_id', holds: 'texts' }];
  const holds = filterColumns[field.name] === 'text' ? 'texts' : 'numbers';
  return [isShown(field.name) ? { column: `o.${field.name}`, id: 'o.experiment_id', holds } : { column: `e.${field.name}`, id: 'e.id', holds }];
}

/** Where the values of a sort lie, when not in `experiments` itself. */
export function tableOf({ field }: Sort): OrderTable | undefined {
  if (field.kind === 'column') return isShown(field.name) ? { table: 'experiments_shown', where: [] } : undefined;
  const key = ['key', indexKey(field.key)] as const;
  return field.kind === 'metric' ? { table: 'experiments_metrics', where: [key] } : { table: 'experiments_values', where: [['source', field.kind], key] };
}
