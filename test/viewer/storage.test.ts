import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatStorageView, parseStorageView, turnedSort, wholeStorage } from '../../clients/viewer/src/pure/storage-view.js';
import { keptParts, keptWords, savedPercent } from '../../clients/viewer/src/pure/storage-words.js';
import type { StorageTotals } from '../../schemas/dedup-storage.js';

const totals: StorageTotals = { artifacts: 1, versions: 2, bytes: 4096, stored_bytes: 3000, pool: { contents: 3, bytes: 2500 }, outside: { contents: 1, bytes: 500 }, unreferenced: { contents: 1, bytes: 100 }, bin: { contents: 1, bytes: 400 }, database_bytes: 0, free_bytes: 0 };

test('the view of the storage page stands in the address, and what is strange there is as at first (VIEW-140)', () => {
  for (const view of [wholeStorage, { by: 'project', sort: 'label', search: 'a&b=ü' }] as const) assert.deepEqual(parseStorageView(formatStorageView(view)), view);
  assert.equal(formatStorageView(wholeStorage), '');
  assert.deepEqual(parseStorageView('by=galaxy&sort=colour'), wholeStorage);
});

test('a click on a column orders by it, names from A and numbers from the largest; the next one turns it around', () => {
  assert.deepEqual([turnedSort('-bytes', 'label'), turnedSort('label', 'label'), turnedSort('label', 'bytes'), turnedSort('-bytes', 'bytes'), turnedSort('bytes', 'bytes')], ['label', '-label', '-bytes', 'bytes', '-bytes']);
});

test('the parts of what is kept add up to the pool and what lies outside of it', () => {
  assert.deepEqual(keptParts(totals).map(({ name, bytes }) => [name, bytes]), [['used', 2000], ['outside', 500], ['bin', 400], ['unreferenced', 100]]);
  assert.deepEqual([keptWords(totals), savedPercent(totals), savedPercent({ ...totals, bytes: 0 })], ['Versions hold 4 KiB, kept in 2.9 KiB', 26, 0]);
});
