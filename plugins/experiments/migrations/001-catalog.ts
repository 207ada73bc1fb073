import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';

type Table = Knex.CreateTableBuilder;

const tables: Readonly<Record<string, (table: Table) => void>> = {
  experiments,
  experiments_folded: foldedFacts,
  experiments_shown: shown,
  experiments_own: own,
  experiments_tags: tags,
  experiments_values: values,
  experiments_series: series,
  experiments_metrics: metrics,
  experiments_names: names,
  experiments_documents: documents,
  experiments_sessions: sessions,
  experiments_events: events,
};

/** The catalog: what files say, what only we know, and what is shown of both. */
export const catalogTables: Migration = {
  name: '001-catalog',
  up: async (knex) => {
    for (const [name, build] of Object.entries(tables)) await knex.schema.createTable(name, build);
  },
  down: async (knex) => {
    for (const name of Object.keys(tables).reverse()) await knex.schema.dropTable(name);
  },
};

/** One row a run, drawn from its files by the line. The seed's columns first. */
function experiments(table: Table): void {
  table.text('id').primary();
  for (const column of ['project', 'name']) table.text(column);
  for (const column of ['created_at', 'updated_at', 'started_at', 'ended_at']) table.double(column);
  for (const column of ['status', 'exit_reason']) table.text(column);
  table.double('pid');
  for (const column of ['python_version', 'platform', 'hostname', 'best_metric_name']) table.text(column);
  for (const column of ['best_metric_value', 'best_metric_step']) table.double(column);
  table.text('best_metric_mode');
  table.double('deleted_at');
  table.text('delete_reason');
  table.text('run_dir').notNullable();
  table.double('duration_seconds');
  for (const column of ['metric_count', 'point_count', 'reject_count', 'session_count']) table.double(column).notNullable().defaultTo(0);
  for (const column of ['run_id', 'layout', 'path', 'class']) table.text(column).notNullable();
  for (const column of ['alias', 'original_status', 'original_path', 'boot_id', 'claimed_metric', 'claimed_mode']) table.text(column);
  for (const column of ['heartbeat_at', 'process_started_at', 'last_ts']) table.double(column);
  for (const column of ['tags', 'damage', 'unreadable']) table.text(column).notNullable().defaultTo('[]');
  for (const column of ['created_at', 'updated_at', 'started_at', 'ended_at', 'duration_seconds', 'best_metric_value', 'point_count', 'path', 'name', 'class']) table.index([column, 'id'], `experiments_by_${column}`);
}

/** The texts of a row as searches compare them. */
function foldedFacts(table: Table): void {
  table.text('experiment_id').primary();
  for (const column of ['run_id', 'run_dir', 'layout', 'path', 'project', 'name', 'status', 'exit_reason', 'hostname', 'python_version', 'platform', 'original_status']) table.text(column);
}

/** What people see of files and own facts together; either writer renews it by one rule (shown.ts). */
function shown(table: Table): void {
  table.text('experiment_id').primary();
  table.text('state').notNullable();
  table.text('alias');
  table.text('alias_folded');
  for (const column of ['notes', 'notes_folded']) table.text(column).notNullable().defaultTo('');
  table.integer('archived').notNullable().defaultTo(0);
  table.double('deleted_at');
  table.text('delete_reason');
  // none on archived and deleted_at: nearly every row is neither, and a plan that begins there sorts them all
  table.index(['state', 'experiment_id'], 'experiments_shown_by_state');
}

/** What exists only with us; a copy lies in the sidecar. Null = not ours to say, the files' word stands. */
function own(table: Table): void {
  table.text('experiment_id').primary();
  table.text('run_dir').notNullable();
  table.double('revision').notNullable();
  table.text('facts').notNullable();
}

function tags(table: Table): void {
  table.text('experiment_id').notNullable();
  table.text('tag').notNullable();
  table.text('folded').notNullable();
  table.primary(['experiment_id', 'tag']);
  table.index(['tag', 'experiment_id'], 'experiments_tags_by_tag');
}

/** Parameters and summary, a row a leaf. `name` is set where `key` had to be shortened. */
function values(table: Table): void {
  table.text('experiment_id').notNullable();
  for (const column of ['source', 'key', 'kind']) table.text(column).notNullable();
  table.text('name');
  table.double('num');
  for (const column of ['text', 'folded']) table.text(column).notNullable();
  table.primary(['experiment_id', 'source', 'key']);
  table.index(['source', 'key', 'num', 'experiment_id'], 'experiments_values_by_num');
}

/** Totals of each series, of metrics that are more than one. */
function series(table: Table): void {
  table.text('experiment_id').notNullable();
  for (const column of ['key', 'stage', 'file']) table.text(column).notNullable();
  table.text('name');
  for (const column of ['points', 'last', 'last_step', 'last_ts', 'min', 'min_step', 'max', 'max_step']) table.double(column);
  table.primary(['experiment_id', 'key', 'stage', 'file']);
}

/** Totals of each metric over its stages and files; `stage` and `file` where it is one series. */
function metrics(table: Table): void {
  table.text('experiment_id').notNullable();
  table.text('key').notNullable();
  for (const column of ['name', 'stage', 'file']) table.text(column);
  for (const column of ['points', 'last', 'last_step', 'last_ts', 'min', 'min_step', 'max', 'max_step']) table.double(column);
  table.primary(['experiment_id', 'key']);
  for (const column of ['last', 'min', 'max']) table.index(['key', column, 'experiment_id'], `experiments_metrics_by_${column}`);
}

/** Names that a filter or a column may use. */
function names(table: Table): void {
  table.text('source').notNullable();
  table.text('key').notNullable();
  table.text('name');
  table.primary(['source', 'key']);
}

/** The last good content of each JSON document. */
function documents(table: Table): void {
  for (const column of ['experiment_id', 'name', 'state']) table.text(column).notNullable();
  table.double('modified').notNullable();
  table.double('seen_at').notNullable();
  table.text('content');
  table.primary(['experiment_id', 'name']);
}

function sessions(table: Table): void {
  table.text('experiment_id').notNullable();
  table.integer('number').notNullable();
  table.double('started_at');
  table.text('hostname');
  table.double('pid');
  table.primary(['experiment_id', 'number']);
}

/** Events that are no metrics, by their place in the file. */
function events(table: Table): void {
  table.text('experiment_id').notNullable();
  table.text('file').notNullable();
  for (const column of ['generation', 'offset']) table.double(column).notNullable();
  table.double('ts');
  for (const column of ['type', 'data']) table.text(column).notNullable();
  table.primary(['experiment_id', 'file', 'generation', 'offset']);
  table.index(['experiment_id', 'type'], 'experiments_events_by_type');
}
