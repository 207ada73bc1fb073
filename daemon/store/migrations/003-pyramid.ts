import type { Knex } from 'knex';
import type { Migration } from '../../api/database.js';
import { metricTables } from './metric-tables.js';

const tables = ['metric_units', 'metric_summaries'];

/** Summaries of blocks and of units of blocks. The metric tables begin empty, so that every file is read again and summed. */
export const pyramid: Migration = {
  name: '003-pyramid',
  async up(knex) {
    await emptied(knex);
    await knex.schema.alterTable('metric_series', (table) => void table.index(['stream_id', 'name']));
    await knex.schema.createTable('metric_units', units);
    await knex.schema.createTable('metric_summaries', summaries);
  },
  async down(knex) {
    for (const table of tables) await knex.schema.dropTable(table);
    await emptied(knex);
  },
};

/** Blobs of another layout, and blocks without summaries, are not kept: the files have everything. */
async function emptied(knex: Knex): Promise<void> {
  await metricTables.down(knex);
  await metricTables.up(knex);
}

function units(table: Knex.CreateTableBuilder): void {
  table.bigInteger('stream_id').notNullable();
  table.integer('level').notNullable();
  table.bigInteger('no').notNullable();
  table.bigInteger('first_row').notNullable();
  table.bigInteger('rows').notNullable();
  for (const bound of ['step_low', 'step_high', 'ts_low', 'ts_high']) table.double(bound);
  table.primary(['stream_id', 'level', 'no']);
}

function summaries(table: Knex.CreateTableBuilder): void {
  // One whole-number key, as in metric_chunks; see summary-key.ts.
  table.integer('key').primary();
  table.binary('data').notNullable();
}
