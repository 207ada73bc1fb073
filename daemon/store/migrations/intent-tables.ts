import type { Migration } from '../../api/database.js';

/** Writes of files and rows that are under way (REL-30). */
export const intentTables: Migration = {
  name: '001-intents',
  async up(knex) {
    await knex.schema.createTable('daemon_intents', (table) => {
      table.text('id').primary();
      table.text('kind').notNullable();
      table.text('facts').notNullable();
      table.double('created_at').notNullable();
    });
  },
  async down(knex) {
    await knex.schema.dropTable('daemon_intents');
  },
};
