import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gallery, indexAt, stepsOf } from '../../clients/viewer/src/pure/gallery.js';

const item = (key: string | null, step: number | null, logged = true) => ({ key, step, caption: null, ts: null, file: `${key}-${step}`, type: 'image/png', size: 1, url: null, logged });

test('images stand by key in natural order, steps ascending; files without an event stand apart (VIEW-100)', () => {
  const { albums, orphans } = gallery([item('b10', 2), item('b2', 5), item('b2', 1), item(null, null, false)]);
  assert.deepEqual([albums.map(({ key, items }) => [key, items.map(({ step }) => step)]), orphans.length], [[['b2', [1, 5]], ['b10', [2]]], 1]);
});

test('the shared slider shows the newest image at or before its step', () => {
  const { albums } = gallery([item('a', 1), item('a', 10), item('b', 4)]);
  assert.deepEqual([stepsOf(albums), albums.map(({ items }) => indexAt(items, 4))], [[1, 4, 10], [0, 0]]);
});
