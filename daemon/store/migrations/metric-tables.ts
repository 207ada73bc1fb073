import type { Knex } from 'knex';
import type { Migration } from '../../api/database.js';

const tables = ['ingest_streams', 'metric_series', 'metric_blocks', 'metric_chunks', 'metric_texts', 'ingest_rejects'];

/** Cursors, series, blocks and what could not be a point. Whole-number ids are allotted by the one writer; see the room's README for the bytes. */
export const metricTables: Migration = {
  name: '002-metrics',
  async up(knex) {
    await knex.schema.createTable('ingest_streams', streams);
    await knex.schema.createTable('metric_series', series);
    await knex.schema.createTable('metric_blocks', blocks);
    await knex.schema.createTable('metric_chunks', chunks);
    await knex.schema.createTable('metric_texts', texts);
    await knex.schema.createTable('ingest_rejects', rejects);
  },
  async down(knex) {
    for (const table of tables.toReversed()) await knex.schema.dropTable(table);
  },
};

function streams(table: Knex.CreateTableBuilder): void {
  table.integer('id').primary();
  table.text('experiment_id').notNullable();
  table.text('file').notNullable();
  table.integer('generation').notNullable();
  table.text('dev').notNullable();
  table.text('inode').notNullable();
  table.text('head_hash').notNullable();
  for (const count of ['offset', 'size', 'lines', 'events', 'metric_events', 'glued_lines', 'rejects', 'rows', 'blocks']) {
    table.bigInteger(count).notNullable().defaultTo(0);
  }
  table.unique(['experiment_id', 'file']);
}

function series(table: Knex.CreateTableBuilder): void {
  table.integer('id').primary();
  table.integer('stream_id').notNullable().index();
  table.text('name').notNullable();
  table.text('stage');
  table.binary('sums').notNullable();
}

function blocks(table: Knex.CreateTableBuilder): void {
  table.bigInteger('stream_id').notNullable();
  table.bigInteger('no').notNullable();
  table.bigInteger('first_row').notNullable();
  table.bigInteger('rows').notNullable();
  for (const bound of ['step_low', 'step_high', 'ts_low', 'ts_high']) table.double(bound);
  table.binary('axis').notNullable();
  table.primary(['stream_id', 'no']);
}

function chunks(table: Knex.CreateTableBuilder): void {
  // One whole-number key keeps the chunks of a series together in order, as SQLite clusters by it; see chunk-key.ts.
  table.integer('key').primary();
  table.binary('data').notNullable();
}

function texts(table: Knex.CreateTableBuilder): void {
  table.bigInteger('stream_id').notNullable();
  table.bigInteger('offset').notNullable();
  table.text('name').notNullable();
  table.text('stage');
  table.double('step');
  table.double('ts');
  table.text('kind').notNullable();
  table.text('text').notNullable();
  table.primary(['stream_id', 'offset', 'name']);
}

function rejects(table: Knex.CreateTableBuilder): void {
  table.bigInteger('stream_id').notNullable();
  table.bigInteger('offset').notNullable();
  table.bigInteger('length').notNullable();
  table.text('reason').notNullable();
  table.binary('sample').notNullable();
  table.primary(['stream_id', 'offset']);
}
