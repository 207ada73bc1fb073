import type { Knex } from 'knex';

/** Keeps the experiments that have a row in `table`, called `h`, which `narrow` lets pass: one look by key for each experiment. */
export function hasRow(query: Knex.QueryBuilder, table: string, narrow: (rows: Knex.QueryBuilder) => unknown): void {
  query.whereExists((rows: Knex.QueryBuilder) => {
    rows.whereColumn('h.experiment_id', 'e.id').select('h.experiment_id').from(`${table} as h`);
    narrow(rows);
  });
}
