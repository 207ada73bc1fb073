import type { Knex } from 'knex';

/** Keeps the experiments that have a row in `table` which `narrow` lets pass. */
export function hasRow(query: Knex.QueryBuilder, table: string, narrow: (rows: Knex.QueryBuilder) => unknown): void {
  query.whereIn('e.id', (rows: Knex.QueryBuilder) => {
    rows.select('experiment_id').from(table);
    narrow(rows);
  });
}
