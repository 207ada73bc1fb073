import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rhythm } from '../../daemon/ingest/rhythm.js';

function grownAt(...times: readonly number[]): Rhythm {
  const rhythm = new Rhythm();
  for (const time of times) rhythm.note(time);
  return rhythm;
}

test('a file is left alone for most of the shortest of its last four intervals, and never for long', () => {
  const rests = {
    unknown: grownAt(0, 50, 100, 150).restMs,
    regular: grownAt(0, 50, 100, 150, 200).restMs,
    uneven: grownAt(0, 80, 85, 170, 250).restMs,
    forgotten: grownAt(0, 5, 55, 105, 155, 205).restMs,
    slow: grownAt(0, 1000, 2000, 3000, 4000).restMs,
  };
  assert.deepEqual(rests, { unknown: 0, regular: 40, uneven: 4, forgotten: 40, slow: 70 });
});
