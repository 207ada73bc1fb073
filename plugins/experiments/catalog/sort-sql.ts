import type { Knex } from 'knex';
import { filterColumns, type Sort } from '../../../schemas/filter.js';
import { indexKey } from '../sql-text.js';
import { sqlColumn } from './column-sql.js';

/** A column of the joined query to order by. Rows without a value there follow in the next order, and last of all. */
export interface Order {
  readonly column: string;
  readonly holds: 'numbers' | 'texts';
}

/** Joins what the sort looks at, and says by which columns to order, one after the other. */
export function joinSort(query: Knex.QueryBuilder, { field }: Sort): Order[] {
  if (field.kind === 'column') return [{ column: sqlColumn(field.name), holds: filterColumns[field.name] === 'text' ? 'texts' : 'numbers' }];
  if (field.kind === 'metric') {
    joinByKey(query, 'experiments_metrics as o', [['o.key', indexKey(field.key)]]);
    return [{ column: `o.${field.of}`, holds: 'numbers' }];
  }
  joinByKey(query, 'experiments_values as o', [['o.source', field.kind], ['o.key', indexKey(field.key)]]);
  return [{ column: 'o.num', holds: 'numbers' }, { column: 'o.text', holds: 'texts' }];
}

function joinByKey(query: Knex.QueryBuilder, table: string, pairs: readonly (readonly [string, string])[]): void {
  query.leftJoin(table, (join) => {
    join.on('o.experiment_id', 'e.id');
    for (const [column, value] of pairs) join.onVal(column, value);
  });
}
