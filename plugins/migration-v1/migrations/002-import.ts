import type { Migration } from '../../../daemon/api/database.js';

/** The import that runs, or the last one, as JSON: an import that was killed is begun again at the next start. */
export const importTable: Migration = {
  name: '002-import',
  up: async (knex) => {
    await knex.schema.createTable('migration_v1_import', (table) => {
      table.text('id').primary();
      table.text('report').notNullable();
    });
  },
  down: async (knex) => {
    await knex.schema.dropTable('migration_v1_import');
  },
};
