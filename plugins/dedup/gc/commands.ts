import type { Command } from '../../../daemon/api/command.js';

/** What people ask of the pool's blobs; `runkeep gc` itself belongs to the command line. */
export const collectionCommands: readonly Command[] = [
  { name: 'artifact why', summary: 'say who keeps the bytes of a digest, and when they go', method: 'GET', path: '/blobs/:digest/keepers', arguments: [{ name: 'digest', summary: 'SHA-256, 64 hex digits', required: true }] },
  { name: 'artifact blobs', summary: 'list the bytes of the pool, each with who keeps it', method: 'GET', path: '/blobs', options: [{ name: 'after', summary: 'digest after which the list begins' }, { name: 'limit', summary: 'rows at most, 256 in one go', kind: 'number', short: 'n' }], table: { rows: 'blobs', columns: ['digest', 'size', 'state', 'kept_by'] } },
];
