import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BucketLine, type BucketColumns } from '../../clients/viewer/src/pure/bucket-line.js';
import { verticesOf } from '../../clients/viewer/src/pure/vertices.js';

const nothing: BucketColumns = { width: 1, x: [], nan: [], posInf: [], negInf: [], first: [], last: [], min: [], max: [], minX: [], maxX: [] };

function grown(points: readonly (readonly [number, number])[], limit: number): BucketLine {
  const line = new BucketLine(nothing, limit);
  for (const [x, value] of points) line.add(x, value);
  return line;
}

test('points grow into the last bucket and behind it', () => {
  assert.deepEqual(grown([[0, 5], [0.5, 3], [2, 9]], 10).buckets, [
    { x: 0, nan: 0, posInf: 0, negInf: 0, first: 5, last: 3, min: 3, max: 5, minX: 0.5, maxX: 0 },
    { x: 2, nan: 0, posInf: 0, negInf: 0, first: 9, last: 9, min: 9, max: 9, minX: 2, maxX: 2 },
  ]);
});

test('too many buckets become half as many, on borders that are multiples of their width (VIEW-30)', () => {
  const line = grown(Array.from({ length: 9 }, (_, i) => [i, i]), 8);
  assert.deepEqual([line.width, line.buckets.map(({ x }) => x)], [2, [0, 2, 4, 6, 8]]);
});

test('a single spike keeps its exact place and value however coarse the picture is (VIEW-31)', () => {
  const line = grown(Array.from({ length: 5000 }, (_, i) => [i, i === 3333 ? 100 : 0]), 50);
  const highest = line.buckets.reduce((best, bucket) => (bucket.max > best.max ? bucket : best));
  assert.deepEqual([highest.max, highest.maxX, line.buckets.length <= 50], [100, 3333, true]);
});

test('a point behind the last one finds its bucket', () => {
  assert.deepEqual(grown([[0, 1], [4, 2], [2, 3], [4.5, 7]], 10).buckets.map(({ x, max }) => [x, max]), [[0, 1], [2, 3], [4, 7]]);
});

test('values that are not finite are counted and drawn nowhere', () => {
  const line = grown([[0, Number.NaN], [1, Infinity], [1, 4], [2, 5], [3, -Infinity]], 10);
  const { x, line: values, below, above } = verticesOf(line.buckets, line.width);
  assert.deepEqual([x, values, below, above], [[1, 2], [4, 5], [0, 3], [1]]);
});

test('growing point by point bounds, orders and counts what came (fast-check)', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -1000, max: 100_000 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), { minLength: 1, maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (points, limit) => {
    const { buckets } = grown([...points, [7, Number.NaN], [7, Infinity], [90_000, Infinity], [3, -Infinity]], limit);
    const values = points.map(([, value]) => value);
    const bounded = buckets.filter(({ min }) => !Number.isNaN(min));
    assert.deepEqual((['nan', 'posInf', 'negInf'] as const).map((kind) => buckets.reduce((sum, bucket) => sum + bucket[kind], 0)), [1, 2, 1]);
    assert.equal(Math.min(...bounded.map(({ min }) => min)), Math.min(...values));
    assert.equal(Math.max(...bounded.map(({ max }) => max)), Math.max(...values));
    assert.ok(buckets.length <= limit);
    assert.ok(buckets.every(({ x }, i) => i === 0 || x > (buckets[i - 1]?.x ?? Infinity)));
  }));
});

test('vertices ascend strictly, and two points of a bucket keep their places', () => {
  const line = grown([[10, 1], [11, 5], [12, 5], [13, 2]], 2);
  assert.deepEqual([line.width, verticesOf(line.buckets, line.width)], [2, { x: [10, 11, 12, 13], line: [1, 5, 5, 2], low: [1, 1, 2, 2], high: [5, 5, 5, 5], below: [], above: [] }]);
});

test('values of one step stand over one another, and the envelope closes before a distant point', () => {
  const line = grown([[0, 1], [0, 4], [0, 2], [64, 3]], 10);
  const { x, low, high } = verticesOf(line.buckets, line.width);
  assert.deepEqual([x.map(Math.floor), low, high], [[0, 0, 0, 64], [1, 1, 2, 3], [4, 4, 2, 3]]);
});

test('vertices are counted from the origin that is asked for', () => {
  const line = grown([[10, 1], [11, 2]], 4);
  assert.deepEqual(verticesOf(line.buckets, line.width, 10).x, [0, 1]);
});
