import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gridOf } from '../../daemon/store/bucket-width.js';

const x = fc.oneof(fc.integer({ min: -1e7, max: 1e7 }), fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.double({ min: -1e307, max: 1e307, noNaN: true }));

test('a grid is the finest power of two that covers the range with the buckets asked for (VIEW-30)', () => {
  fc.assert(fc.property(x, x, fc.integer({ min: 1, max: 4000 }), fc.constantFrom(1, 2 ** -22), (one, other, most, least) => {
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    const grid = gridOf(low, high, most, least);
    assert.ok(Number.isInteger(Math.log2(grid.width)) && grid.width >= least);
    assert.ok(grid.buckets >= 1 && grid.buckets <= Math.max(2, most));
    assert.ok(Math.floor(low / grid.width) === grid.first);
    assert.equal(Math.floor(high / grid.width) - Math.floor(low / grid.width) + 1, grid.buckets);
    const finer = grid.width / 2;
    assert.ok(grid.width === least || Math.floor(high / finer) - Math.floor(low / finer) + 1 > Math.max(2, most), `${finer} would do`);
  }), { numRuns: 3000 });
});
