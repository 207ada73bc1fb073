import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ema, smooth } from '../../clients/viewer/src/pure/ema.js';
import { RawLine } from '../../clients/viewer/src/pure/raw-line.js';

/** The definition, written out: every value weighed by its age, divided by the sum of the weights. */
function byDefinition(values: readonly number[], weight: number): number[] {
  return values.map((_, i) => {
    const parts = values.slice(0, i + 1).map((value, j) => ({ value, share: weight ** (i - j) }));
    return parts.reduce((sum, { value, share }) => sum + value * share, 0) / parts.reduce((sum, { share }) => sum + share, 0);
  });
}

test('smoothing equals its definition to a billionth (VIEW-33)', () => {
  const values = Array.from({ length: 200 }, (_, i) => Math.sin(i) * 3 + i / 50);
  const expected = byDefinition(values, 0.93);
  for (const [i, value] of smooth(values, 0.93).entries()) assert.ok(Math.abs(value - (expected[i] ?? 0)) < 1e-9, `at ${i}`);
});

test('the first value is not pulled towards zero', () => {
  assert.equal(Math.round(new Ema(0.99).next(7) * 1e9) / 1e9, 7);
});

test('a value that is not finite is a gap and changes nothing behind it', () => {
  const [first, gap, second] = smooth([1, Number.NaN, 2], 0.5);
  assert.deepEqual([first, gap, second], [1, Number.NaN, smooth([1, 2], 0.5)[1]]);
});

test('what is smoothed at a step is the same whichever places are asked for (VIEW-33)', () => {
  const steps = Array.from({ length: 1000 }, (_, i) => i);
  const line = new RawLine(0.9);
  line.add(steps, steps.map((step) => Math.cos(step)));
  const fine = line.smoothedAt(steps);
  assert.deepEqual(line.smoothedAt([10, 500, 999]), [fine[10], fine[500], fine[999]]);
});

test('points that come later are smoothed as if they had all come at once', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const steps = values.map((_, i) => i);
  const once = new RawLine(0.7);
  once.add(steps, values);
  const bit = new RawLine(0.7);
  bit.add(steps.slice(0, 3), values.slice(0, 3));
  bit.add(steps.slice(3), values.slice(3));
  assert.deepEqual(bit.smoothedAt(steps), once.smoothedAt(steps));
});

test('steps out of order are smoothed in the order of their steps (VIEW-34)', () => {
  const line = new RawLine(0.5);
  line.add([2, 0, 1], [30, 10, 20]);
  assert.deepEqual(line.smoothedAt([0, 1, 2]), [...smooth([10, 20, 30], 0.5)]);
});

test('another weight gives what a new line with that weight gives', () => {
  const line = new RawLine(0.5);
  line.add([0, 1, 2], [1, 2, 3]);
  assert.deepEqual(line.reweighted(0).smoothedAt([0, 1, 2]), [1, 2, 3]);
});
