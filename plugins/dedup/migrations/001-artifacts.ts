import type { Knex } from 'knex';
import type { Migration } from '../../../daemon/api/database.js';

type Table = Knex.CreateTableBuilder;

const tables: Readonly<Record<string, (table: Table) => void>> = {
  dedup_blobs: blobs,
  dedup_places: places,
  dedup_artifacts: artifacts,
  dedup_aliases: aliases,
  dedup_versions: versions,
  dedup_marks: marks,
  dedup_files: files,
  dedup_references: references,
  dedup_evaluations: evaluations,
  dedup_collections: collections,
  dedup_collection_files: collectionFiles,
  dedup_outputs: outputs,
};

/** Bytes by digest and where they lie; artifacts and what Runicorn's archive holds. */
export const artifactTables: Migration = {
  name: '001-artifacts',
  up: async (knex) => {
    for (const [name, build] of Object.entries(tables)) await knex.schema.createTable(name, build);
  },
  down: async (knex) => {
    for (const name of Object.keys(tables).reverse()) await knex.schema.dropTable(name);
  },
};

/** Every digest that is known. The columns from `pool_inode` on are filled once the pool holds the bytes. */
function blobs(table: Table): void {
  table.text('digest').primary();
  table.double('size').notNullable();
  for (const column of ['pool_device', 'pool_inode', 'pool_mtime_ns']) table.text(column);
  table.double('verified_at');
}

/** Files of the user whose bytes were hashed and are a blob, with the stat that they had then. */
function places(table: Table): void {
  table.text('path').primary();
  table.text('digest').notNullable().references('digest').inTable('dedup_blobs');
  table.double('size').notNullable();
  for (const column of ['device', 'inode', 'mtime_ns']) table.text(column).notNullable();
  table.double('links').notNullable();
  table.double('verified_at').notNullable();
  table.index(['digest', 'path'], 'dedup_places_by_digest');
}

function artifacts(table: Table): void {
  table.text('id').primary();
  table.text('type').notNullable();
  table.text('name').notNullable();
  for (const column of ['created_at', 'updated_at']) table.double(column);
  table.unique(['type', 'name'], { indexName: 'dedup_artifacts_by_name' });
  table.index(['name', 'type'], 'dedup_artifacts_by_plain_name');
}

function aliases(table: Table): void {
  ofArtifact(table);
  table.text('alias').notNullable();
  table.double('version').notNullable();
  table.primary(['artifact_id', 'alias']);
}

/** `deleted_at` is the maker's mark; what people say here lies in dedup_marks. */
function versions(table: Table): void {
  table.text('id').primary();
  ofArtifact(table);
  table.double('version').notNullable();
  for (const column of ['created_at', 'updated_at', 'deleted_at']) table.double(column);
  for (const column of ['created_by_run', 'created_by_user', 'description', 'manifest_digest']) table.text(column);
  table.text('status').notNullable();
  for (const column of ['size_bytes', 'num_files', 'num_references']) table.double(column).notNullable();
  for (const column of ['tags', 'parents', 'damage']) table.text(column).notNullable().defaultTo('[]');
  for (const column of ['metadata', 'extra']) table.text(column).notNullable().defaultTo('{}');
  table.unique(['artifact_id', 'version'], { indexName: 'dedup_versions_by_number' });
}

/** What people said of a version: deleted then, or restored (null). */
function marks(table: Table): void {
  table.text('version_id').primary().references('id').inTable('dedup_versions').onDelete('CASCADE');
  table.double('deleted_at');
  table.text('reason');
}

function files(table: Table): void {
  ofVersion(table);
  table.text('path').notNullable();
  table.text('digest').notNullable().references('digest').inTable('dedup_blobs');
  table.double('size').notNullable();
  table.double('modified_at');
  table.text('state').notNullable();
  table.text('place');
  table.primary(['version_id', 'path']);
  table.index(['digest'], 'dedup_files_by_digest');
  table.index(['place'], 'dedup_files_by_place');
}

function references(table: Table): void {
  ofVersion(table);
  table.double('ordinal').notNullable();
  table.text('uri').notNullable();
  table.text('checksum');
  table.double('size');
  table.text('metadata').notNullable();
  table.primary(['version_id', 'ordinal']);
}

/** Documents of `evaluations/`. */
function evaluations(table: Table): void {
  table.text('path').primary();
  table.text('model_name');
  table.double('model_version');
  table.text('content').notNullable();
  table.index(['model_name', 'model_version'], 'dedup_evaluations_by_model');
}

/** Manifests of `archive/manifests`: folders that were saved file by file. */
function collections(table: Table): void {
  table.text('path').primary();
  for (const column of ['category', 'fingerprint']) table.text(column).notNullable();
  table.text('source_path');
  table.double('created_at');
  for (const column of ['file_count', 'size_bytes']) table.double(column).notNullable();
  for (const column of ['name_ok', 'fingerprint_ok']) table.boolean(column).notNullable();
  table.text('missing').notNullable().defaultTo('[]');
}

function collectionFiles(table: Table): void {
  table.text('collection_path').notNullable().references('path').inTable('dedup_collections').onDelete('CASCADE');
  table.text('path').notNullable();
  table.text('digest').notNullable().references('digest').inTable('dedup_blobs');
  table.double('size').notNullable();
  table.primary(['collection_path', 'path']);
  table.index(['digest'], 'dedup_collection_files_by_digest');
}

/** Entries of `archive/outputs/rolling`. */
function outputs(table: Table): void {
  table.text('path').primary();
  for (const column of ['run_id', 'name', 'kind']) table.text(column).notNullable();
  for (const column of ['file_count', 'size_bytes']) table.double(column).notNullable();
  table.boolean('is_complete').notNullable();
}

function ofArtifact(table: Table): void {
  table.text('artifact_id').notNullable().references('id').inTable('dedup_artifacts').onDelete('CASCADE');
}

function ofVersion(table: Table): void {
  table.text('version_id').notNullable().references('id').inTable('dedup_versions').onDelete('CASCADE');
}
