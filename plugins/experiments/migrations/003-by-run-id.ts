import type { Migration } from '../../../daemon/api/database.js';

/** Other programs name a run by its run id alone. */
export const byRunId: Migration = {
  name: '003-by-run-id',
  up: async (knex) => {
    await knex.schema.alterTable('experiments', (table) => table.index(['run_id', 'id'], 'experiments_by_run_id'));
  },
  down: async (knex) => {
    await knex.schema.alterTable('experiments', (table) => table.dropIndex([], 'experiments_by_run_id'));
  },
};
