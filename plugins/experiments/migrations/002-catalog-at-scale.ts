import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';
import { clustered, filled, kept, removed, told, untold } from './sqlite-catalog.js';

const sorted = ['state', 'status', 'project'] as const;

/** The catalog at 100,000 runs and more: state and visibility beside what is sorted by, counters, and a search index. */
export const catalogAtScale: Migration = {
  name: '002-catalog-at-scale',
  up: async (knex) => {
    await widen(knex);
    await knex.schema.createTable('experiments_groups', groups);
    await knex.schema.createTable('experiments_tag_counts', tagCounts);
    await knex.schema.createTable('experiments_searched', searched);
    await say(knex, [...clustered, ...kept, ...filled, ...told]);
  },
  down: async (knex) => {
    await say(knex, [...untold, ...removed]);
    for (const table of ['experiments_searched', 'experiments_tag_counts', 'experiments_groups']) await knex.schema.dropTable(table);
    await narrow(knex);
  },
};

async function widen(knex: Knex): Promise<void> {
  await knex.schema.alterTable('experiments', (table) => {
    // what is shown of a run, beside what lists sort by: 0 present, 1 archived, 2 deleted
    table.integer('shown').notNullable().defaultTo(0);
    table.text('state');
    table.dropIndex([], 'experiments_by_class');
    table.index(['shown', 'created_at', 'id'], 'experiments_by_shown');
    for (const column of sorted) table.index([column, 'id'], `experiments_by_${column}`);
  });
  await knex.schema.alterTable('experiments_shown', (table) => table.dropIndex([], 'experiments_shown_by_state'));
}

async function narrow(knex: Knex): Promise<void> {
  await knex.schema.alterTable('experiments', (table) => {
    for (const column of ['shown', ...sorted]) table.dropIndex([], `experiments_by_${column}`);
    table.index(['class', 'id'], 'experiments_by_class');
  });
  await knex.schema.alterTable('experiments', (table) => table.dropColumns('shown', 'state'));
  await knex.schema.alterTable('experiments_shown', (table) => table.index(['state', 'experiment_id'], 'experiments_shown_by_state'));
}

/** How many runs share what is filtered and counted by most. */
function groups(table: Knex.CreateTableBuilder): void {
  for (const column of ['path', 'project', 'state', 'status']) table.text(column);
  for (const column of ['shown', 'runs']) table.integer(column).notNullable();
  table.index(['path', 'project', 'state', 'status', 'shown'], 'experiments_groups_by_all');
}

function tagCounts(table: Knex.CreateTableBuilder): void {
  table.text('tag').notNullable();
  for (const column of ['shown', 'runs']) table.integer(column).notNullable();
  table.primary(['tag', 'shown']);
}

/** What words alone are searched in: what files say and what people say, folded, each with a separator that no text holds. */
function searched(table: Knex.CreateTableBuilder): void {
  table.increments('no');
  table.text('experiment_id').notNullable().unique();
  for (const column of ['files', 'labels']) table.text(column).notNullable().defaultTo('');
}

async function say(knex: Knex, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await knex.raw(statement.replaceAll('?', '\\?'));
}
