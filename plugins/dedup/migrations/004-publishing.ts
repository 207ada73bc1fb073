import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';
import { versionGuards } from './kept-versions.js';

type Table = Knex.CreateTableBuilder;

const tables: Readonly<Record<string, (table: Table) => void>> = {
  dedup_own_artifacts: ownArtifacts,
  dedup_numbers: numbers,
  dedup_publications: publications,
  dedup_words: words,
  dedup_own_aliases: ownAliases,
  dedup_alias_moves: aliasMoves,
  dedup_parents: parents,
  dedup_run_artifacts: runArtifacts,
  dedup_uses: runArtifacts,
  dedup_rejections: rejections,
};

/** Versions that are made here, what is said of them later, and what made and used them. */
export const publishingTables: Migration = {
  name: '004-publishing',
  up: async (knex) => {
    await knex.schema.alterTable('dedup_versions', (table) => {
      table.boolean('made_here').notNullable().defaultTo(false);
      table.text('home');
    });
    for (const [name, build] of Object.entries(tables)) await knex.schema.createTable(name, build);
    for (const statement of versionGuards.up) await knex.raw(statement);
  },
  down: async (knex) => {
    for (const statement of versionGuards.down) await knex.raw(statement);
    for (const name of Object.keys(tables).reverse()) await knex.schema.dropTable(name);
    // Knex would copy the whole table for this
    for (const column of ['home', 'made_here']) await knex.raw('alter table dedup_versions drop column ??', [column]);
  },
};

/** Artifacts of which versions were made here; `folded` keeps twins by case apart, `index_digest` tells whether versions.json is still ours. */
function ownArtifacts(table: Table): void {
  table.text('artifact_id').primary();
  table.text('folded').notNullable().unique({ indexName: 'dedup_own_artifacts_by_name' });
  table.text('index_digest');
}

/** Numbers that were ever given or are reserved; they are never given again (REL-33). */
function numbers(table: Table): void {
  table.text('artifact_id').notNullable();
  table.double('version').notNullable();
  table.primary(['artifact_id', 'version']);
}

/** Requests that were answered, by the key that the client chose. */
function publications(table: Table): void {
  table.text('key').primary();
  table.text('fingerprint').notNullable();
  table.text('version_id').notNullable();
}

/** What people said of a version after it was made; null = nothing. */
function words(table: Table): void {
  table.text('version_id').primary().references('id').inTable('dedup_versions').onDelete('CASCADE');
  table.text('tags');
  table.text('description');
  table.boolean('describes').notNullable();
  table.double('said_at').notNullable();
  table.text('said_by');
}

/** Aliases as people set them here; a null version takes the maker's away. */
function ownAliases(table: Table): void {
  table.text('artifact_id').notNullable();
  table.text('alias').notNullable();
  table.double('version');
  table.primary(['artifact_id', 'alias']);
}

function aliasMoves(table: Table): void {
  table.text('artifact_id').notNullable();
  table.double('sequence').notNullable();
  table.text('alias').notNullable();
  for (const column of ['from_version', 'to_version']) table.double(column);
  table.double('moved_at').notNullable();
  table.text('moved_by');
  table.primary(['artifact_id', 'sequence']);
}

/** What a version was made from; the parent may not be there. */
function parents(table: Table): void {
  table.text('version_id').notNullable().references('id').inTable('dedup_versions').onDelete('CASCADE');
  for (const column of ['parent_id', 'parent']) table.text(column).notNullable();
  table.primary(['version_id', 'parent_id']);
  table.index(['parent_id'], 'dedup_parents_by_parent');
}

/** What a run made or used: said by its own documents (kept by the line), or to us. */
function runArtifacts(table: Table): void {
  table.text('experiment_id').notNullable();
  table.text('relation').notNullable();
  table.text('version_id').notNullable();
  for (const column of ['type', 'name']) table.text(column).notNullable();
  table.double('version').notNullable();
  table.double('at');
  table.primary(['experiment_id', 'relation', 'version_id']);
  table.index(['version_id']);
}

/** Records that clients left and that could not be taken over. */
function rejections(table: Table): void {
  table.text('id').primary();
  for (const column of ['code', 'message', 'hint']) table.text(column).notNullable();
  for (const column of ['type', 'name']) table.text(column);
  table.double('rejected_at').notNullable();
}
