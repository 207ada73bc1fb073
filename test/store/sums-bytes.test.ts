import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packSums, unpackSums } from '../../daemon/store/sums-bytes.js';
import { sameBits } from './plain-codec.js';

const usual = Float64Array.of(0, 0, 0, NaN, NaN, NaN, NaN, NaN, NaN);
const number = fc.oneof(fc.double(), fc.float(), fc.maxSafeInteger(), fc.integer({ min: -(2 ** 26), max: 2 ** 26 }), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 26, -(2 ** 26), 5e-324));

test('a row of sums comes back to the bit, NaN and -0 included (REL-49)', () => {
  fc.assert(fc.property(fc.array(number, { minLength: usual.length, maxLength: usual.length }), (numbers) => {
    const sums = Float64Array.from(numbers);
    assert.ok(sameBits(unpackSums(packSums(sums, usual), usual.slice()), sums));
  }), { numRuns: 2000 });
});

test('what is cut off, or was never written, is as usual', () => {
  const sums = Float64Array.of(7, 0, 300, NaN, 0.5, 0.1, -1, 1e9, NaN);
  const bytes = packSums(sums, usual);
  for (let length = 0; length <= bytes.length; length++) {
    const back = unpackSums(bytes.subarray(0, length), usual.slice());
    assert.ok(back.every((value, i) => Object.is(value, sums[i]) || Object.is(value, usual[i])), `cut at ${length}`);
  }
  assert.ok(sameBits(unpackSums(new Uint8Array(0), usual.slice()), usual));
});

test('random bytes give numbers', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    assert.equal(unpackSums(bytes, usual.slice()).length, usual.length);
  }));
});
