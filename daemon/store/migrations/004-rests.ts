import type { Migration } from '../../api/database.js';

/** Runs that are taken in whole, with the state of their files then. */
export const rests: Migration = {
  name: '004-rests',
  async up(knex) {
    await knex.schema.createTable('ingest_rests', (table) => {
      table.text('experiment_id').primary();
      for (const column of ['era', 'mark', 'names']) table.text(column).notNullable();
      table.integer('ended').notNullable();
    });
  },
  async down(knex) {
    await knex.schema.dropTable('ingest_rests');
  },
};
