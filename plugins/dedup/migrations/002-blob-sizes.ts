import type { Migration } from '../../../daemon/api/database.js';

/** Finds objects of a size, the newest first: a file is compared with them before it is copied. */
export const blobSizes: Migration = {
  name: '002-blob-sizes',
  up: async (knex) => {
    await knex.schema.alterTable('dedup_blobs', (table) => table.index(['size', 'verified_at'], 'dedup_blobs_by_size'));
  },
  down: async (knex) => {
    await knex.schema.alterTable('dedup_blobs', (table) => table.dropIndex(['size', 'verified_at'], 'dedup_blobs_by_size'));
  },
};
