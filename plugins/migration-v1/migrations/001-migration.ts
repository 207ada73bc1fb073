import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';

type Table = Knex.CreateTableBuilder;

const tables: Readonly<Record<string, (table: Table) => void>> = {
  migration_v1_state: state,
  migration_v1_runs: runs,
  migration_v1_findings: findings,
};

/** How far the migration is, run by run, and what it met. */
export const migrationTables: Migration = {
  name: '001-migration',
  up: async (knex) => {
    for (const [name, build] of Object.entries(tables)) await knex.schema.createTable(name, build);
  },
  down: async (knex) => {
    for (const name of Object.keys(tables).reverse()) await knex.schema.dropTable(name);
  },
};

/** One row; none until the first start with this plugin. */
function state(table: Table): void {
  table.text('id').primary();
  for (const column of ['state', 'step', 'generations']) table.text(column).notNullable();
  table.double('started_at');
  table.double('ended_at');
  table.text('failure');
  for (const column of ['artifacts_done', 'artifacts_of']) table.double(column).notNullable().defaultTo(0);
}

/** The runs that were there when the files had been read to their ends; those that come later are none of the migration's. */
function runs(table: Table): void {
  table.text('experiment_id').primary();
  for (const column of ['run_dir', 'state']) table.text(column).notNullable();
  for (const column of ['events', 'points', 'rejects', 'bytes', 'pending_bytes']) table.double(column);
  table.index(['state', 'experiment_id'], 'migration_v1_runs_by_state');
  table.index(['run_dir', 'experiment_id'], 'migration_v1_runs_by_dir');
}

/** `scope` = whose findings are written together: a step, or a run. */
function findings(table: Table): void {
  table.text('scope').notNullable();
  table.integer('number').notNullable();
  table.text('experiment_id');
  for (const column of ['severity', 'code', 'message', 'hint']) table.text(column).notNullable();
  table.text('path');
  table.double('offset');
  table.double('length');
  table.primary(['scope', 'number']);
  table.index(['experiment_id', 'severity'], 'migration_v1_findings_by_run');
}
