import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gridOf } from '../../daemon/store/bucket-width.js';
import { Buckets } from '../../daemon/store/buckets.js';
import { holdPlaces, holdPoints, packBuckets } from '../../daemon/store/block-buckets.js';
import { encodeSummary, summaryOf } from '../../daemon/store/summary-codec.js';

const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 1, 1), fc.integer({ min: -3, max: 3 }), fc.float());
/** Mostly ascending, as steps and times are; some fall back, and some rows are on no time axis. */
const move = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 0.25, 1, 1) }, fc.double({ min: -40, max: 40, noNaN: true }), fc.constant(NaN), fc.constant(Infinity));
const key = 77;

function placesOf(moves: readonly number[], start: number): Float64Array {
  let at = start;
  return Float64Array.from(moves, (each) => (Number.isFinite(each) ? (at += each) : each));
}

test('the buckets of a block that are folded and packed in WebAssembly are those of the plain fold, to the byte (ENG-02)', () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(move, value, fc.nat(3)), { minLength: 1, maxLength: 300 }), fc.constantFrom(0, -20.5, 1e9), fc.integer({ min: 1, max: 32 }), fc.constantFrom(1, 2 ** -22), fc.nat(1),
    (points, start, most, least, axis) => {
      const x = placesOf(points.map(([each]) => each), start);
      const finite = x.filter((each) => Number.isFinite(each));
      const grid = gridOf(Math.min(start, ...finite), Math.max(start, ...finite), most, least);
      const isEveryRow = points.every(([, , weight]) => weight > 0);
      const kept = points.flatMap(([, each, weight], row) => Array.from({ length: isEveryRow ? 1 : weight % 3 }, () => ({ row, each })));
      const row = Uint32Array.from(kept, (point) => point.row);
      const values = Float64Array.from(kept, ({ each }) => each);
      const firstRow = 1000;
      const buckets = new Buckets(grid);
      buckets.addPoints(firstRow, x, { row, value: values });
      const summary = buckets.summary();
      holdPlaces(axis, x);
      holdPoints(values, isEveryRow ? undefined : row);
      const frame = packBuckets(values.length, isEveryRow, axis, grid);
      assert.deepEqual(frame && summaryOf(frame, key), summary.index.length === 0 ? undefined : encodeSummary(summary, key, firstRow));
    }), { numRuns: 2000 });
});

test('more buckets than a block may have are refused', () => {
  assert.throws(() => packBuckets(0, true, 0, { width: 1, first: 0, buckets: 65 }), RangeError);
});
