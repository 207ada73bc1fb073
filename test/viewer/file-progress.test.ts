import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileProgress } from '../../clients/viewer/src/pure/file-progress.js';
import { seamSteps } from '../../clients/viewer/src/pure/seam-steps.js';

const rows = (firstRow: number, count: number, generation = 1, file = 'events.jsonl') => ({ file, generation, firstRow, rows: count });

test('rows before the cursor are known, rows behind it are new, and none is new twice (VIEW-50)', () => {
  const progress = new FileProgress('events.jsonl:1:100');
  assert.deepEqual([progress.advance(rows(90, 20)), progress.advance(rows(105, 10))], [100, 110]);
});

test('a file that the cursor does not name is new as a whole', () => {
  assert.equal(new FileProgress('').advance(rows(0, 5)), 0);
});

test('a file that began anew must be fetched', () => {
  assert.equal(new FileProgress('events.jsonl:1:100').advance(rows(0, 5, 2)), undefined);
});

test('rows of an older generation are never new', () => {
  assert.equal(new FileProgress('events.jsonl:2:0').advance(rows(0, 5, 1)), Infinity);
});

test('names with signs of the cursor’s own grammar are read', () => {
  assert.equal(new FileProgress('a%2Cb%3Ac.jsonl:1:7,x:1:1').advance(rows(0, 9, 1, 'a,b:c.jsonl')), 7);
});

test('a seam stands at the step of the first row behind it (VIEW-73)', () => {
  assert.deepEqual(seamSteps([15, 99], [10, 14, 16, 17], [1, 2, 1, 2]), [1]);
});

test('rows without a step say nothing about a seam', () => {
  assert.deepEqual(seamSteps([15], [10, 16, 17], [1, Number.NaN, 7]), [7]);
});
