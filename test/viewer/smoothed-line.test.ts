import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shifted, smoothedLine } from '../../clients/viewer/src/pure/smoothed-line.js';

test('a smoothed line stands at the last point of each bucket, and nowhere in buckets without a finite value (VIEW-33)', () => {
  assert.deepEqual(smoothedLine([3, NaN, 9], [0.5, NaN, 0.25]), { x: [3, 9], y: [0.5, 0.25] });
});

test('a smoothed line is counted from the beginning of the run, or stays as it is', () => {
  const line = { x: [10, 20], y: [1, 2] };
  assert.deepEqual([shifted(line, 10), shifted(line, 0)], [{ x: [0, 10], y: [1, 2] }, line]);
});
