import type { Command } from '../../../daemon/api/command.js';

/** What people ask of the pool's health; `runkeep fsck` itself belongs to the command line. */
export const checkCommands: readonly Command[] = [
  { name: 'artifact damage', summary: 'list objects of the pool that were found damaged', method: 'GET', path: '/damage', options: [{ name: 'limit', summary: 'rows at most', kind: 'number', short: 'n' }], table: { rows: 'damage', columns: ['digest', 'what', 'aside', 'repaired_from', 'found_at'] } },
  { name: 'artifact scrub', summary: 'say how long ago the bytes of the pool were verified', method: 'GET', path: '/scrub' },
];
