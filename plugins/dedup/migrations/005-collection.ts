import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';

/** Which blobs may go and since when, what was found damaged, and what collection and scrub must know after a restart. */
export const collectionTables: Migration = {
  name: '005-collection',
  up: async (knex) => {
    await knex.schema.alterTable('dedup_blobs', blobs);
    // the order of the scrub knows objects by this alone
    await knex('dedup_blobs').whereNotNull('pool_inode').whereNull('verified_at').update({ verified_at: 0 });
    await knex.schema.createTable('dedup_damage', damage);
    await knex.schema.createTable('dedup_upkeep', upkeep);
  },
  down: async (knex) => {
    await knex.schema.dropTable('dedup_upkeep');
    await knex.schema.dropTable('dedup_damage');
    await knex.schema.alterTable('dedup_blobs', (table) => {
      table.dropIndex([], 'dedup_blobs_by_state');
      table.dropIndex([], 'dedup_blobs_by_verification');
    });
    await knex.schema.alterTable('dedup_blobs', (table) => table.dropColumns('state', 'unreferenced_at'));
  },
};

/** `state` is `kept`, or `deleting` from the moment on in which a collection has decided; `unreferenced_at` is in steady time. */
function blobs(table: Knex.AlterTableBuilder): void {
  table.text('state').notNullable().defaultTo('kept');
  table.double('unreferenced_at');
  table.index(['state'], 'dedup_blobs_by_state');
  table.index(['verified_at', 'digest'], 'dedup_blobs_by_verification');
}

/** Objects that were not what their name says; `aside` is their name in the quarantine, `settled_at` is in steady time. */
function damage(table: Knex.CreateTableBuilder): void {
  table.text('id').primary();
  table.text('digest').notNullable();
  table.text('what').notNullable();
  table.text('aside');
  table.text('repaired_from');
  table.double('found_at').notNullable();
  table.double('settled_at');
  table.index(['digest'], 'dedup_damage_by_digest');
  table.index(['found_at', 'id'], 'dedup_damage_by_time');
}

function upkeep(table: Knex.CreateTableBuilder): void {
  table.text('key').primary();
  table.text('value').notNullable();
}
