import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markHits, rowsWith } from '../../clients/viewer/src/pure/find-in-rows.js';

test('rows are found without regard to case, and an empty search finds none', () => {
  assert.deepEqual([rowsWith(['Loss', 'x', 'gloss'], 'LOSS'), rowsWith(['a'], '')], [[0, 2], []]);
});

test('a hit that reaches over two styles is marked in both', () => {
  assert.deepEqual(markHits([{ text: 'ab', classes: 'a-f1' }, { text: 'cd', classes: '' }], 'bc'), [
    { text: 'a', classes: 'a-f1', isHit: false }, { text: 'b', classes: 'a-f1', isHit: true },
    { text: 'c', classes: '', isHit: true }, { text: 'd', classes: '', isHit: false },
  ]);
});
