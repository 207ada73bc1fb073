import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';

const tables = ['dedup_own_transitions', 'dedup_own_evaluations'] as const;

/** What people say of versions here: stages and evaluations, which are never written into the user's files. */
export const lifecycleTables: Migration = {
  name: '003-lifecycle',
  up: async (knex) => {
    for (const name of tables) await knex.schema.createTable(name, sayings);
  },
  down: async (knex) => {
    for (const name of tables) await knex.schema.dropTable(name);
  },
};

/** `stamp` is the moment in milliseconds, and the order in which things were said; `content` is JSON. */
function sayings(table: Knex.CreateTableBuilder): void {
  table.text('version_id').notNullable().references('id').inTable('dedup_versions').onDelete('CASCADE');
  table.double('stamp').notNullable();
  table.text('content').notNullable();
  table.primary(['version_id', 'stamp']);
}
