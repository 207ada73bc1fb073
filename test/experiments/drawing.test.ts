import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { forDrawing } from '../../plugins/experiments/metrics/drawing.js';

test('drawn extremes are the nearest float32 outside the true ones (VIEW-30)', () => {
  const value = fc.oneof(fc.double({ min: -3e38, max: 3e38, noNaN: true }), fc.double({ min: -1e-30, max: 1e-30, noNaN: true }), fc.constantFrom(0, -0, 1, -1, 16_777_217, -16_777_217, 3.4028234663852886e38));
  fc.assert(fc.property(value, (one) => {
    const [low = NaN] = forDrawing('min', Float64Array.of(one));
    const [high = NaN] = forDrawing('max', Float64Array.of(one));
    assert.ok(low <= one && one <= high);
    if (Math.abs(one) >= 2 ** -126) assert.ok(Math.fround(low) === low && Math.fround(high) === high && (low === high || high - low <= Math.abs(one) * 2 ** -22));
  }), { numRuns: 3000 });
});

test('a column that float32 cannot hold stays exact, and counts and x are never touched', () => {
  for (const odd of [1e300, -1e39, 1e-40]) assert.deepEqual(forDrawing('max', Float64Array.of(0.1, odd)), Float64Array.of(0.1, odd));
  for (const name of ['count', 'minX', 'maxX', 'nan'] as const) assert.deepEqual(forDrawing(name, Float64Array.of(0.1)), Float64Array.of(0.1));
  assert.deepEqual(forDrawing('min', Float64Array.of(NaN, 1)), Float64Array.of(NaN, 1));
});
