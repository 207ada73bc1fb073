import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeColumns, encodeColumns, narrowest } from '../../schemas/columns.js';
import { readOverview } from '../../schemas/overview.js';

const number = fc.oneof(fc.integer({ min: -200, max: 300 }), fc.integer({ min: -70_000, max: 70_000 }), fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), fc.float(), fc.double(), fc.constantFrom(-0, NaN, Infinity, 2 ** 53));
const column = fc.oneof(fc.array(number, { maxLength: 40 }), fc.tuple(number, fc.nat(50)).map(([value, length]) => new Array<number>(length).fill(value)), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 50 }), fc.array(fc.float(), { maxLength: 50 }));

test('columns come back to the bit, whatever type holds them, at any offset of their bytes', () => {
  fc.assert(fc.property(fc.array(column, { maxLength: 6 }), fc.json(), fc.nat(9), (columns, meta, offset) => {
    const frame = encodeColumns({ meta, columns: columns.map((values) => narrowest(Float64Array.from(values))) });
    const shifted = new Uint8Array(frame.length + offset);
    shifted.set(frame, offset);
    const back = decodeColumns(shifted.subarray(offset));
    assert.deepEqual({ meta: back.meta, columns: back.columns.map((one) => Array.from(one)) }, { meta, columns });
  }), { numRuns: 500 });
});

test('a column has the narrowest type that holds every number', () => {
  const bytes = (...values: number[]): number => encodeColumns({ meta: 0, columns: [narrowest(Float64Array.from({ length: 8000 }, (_, i) => values[i % values.length] ?? 0))] }).length;
  const sizes = [[5], [0, 255], [-128, 127], [0, 256], [-129, 0], [0, 65_536], [-1, 65_536], [0.5, 1], [0, -0], [0.1, 1], [2 ** 33, 1]].map((values) => Math.floor(bytes(...values) / 8000));
  assert.deepEqual(sizes, [0, 1, 1, 2, 2, 4, 4, 4, 4, 8, 4]);
});

test('bytes that are no frame are a RangeError and nothing else, and ask for no memory (SEC)', () => {
  const good = encodeColumns({ meta: { a: 1 }, columns: [narrowest(Float64Array.of(1, 2, 3.5)), narrowest(Float64Array.of(7, 7, 7)), narrowest(Float64Array.of(0.1, NaN))] });
  const spoilt = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.map((old, i) => (i === at ? byte : old))),
    fc.nat(good.length).map((length) => good.subarray(0, length)),
    fc.anything().map((columns) => encodeHeader({ meta: 1, columns })),
    fc.tuple(fc.constantFrom('const', 'f64', 'u8', 'toString', '__proto__'), fc.constantFrom(2 ** 24 + 1, 2 ** 40, -1, 0.5, 1e300)).map((entry) => encodeHeader({ meta: 1, columns: [entry] })),
    fc.anything().map(encodeHeader),
  );
  fc.assert(fc.property(spoilt, (bytes) => {
    try {
      decodeColumns(bytes);
    } catch (failure) {
      assert.ok(failure instanceof RangeError && /columns frame/.test(failure.message), String(failure));
    }
  }), { numRuns: 3000 });
});

function encodeHeader(header: unknown): Uint8Array {
  const text = new TextEncoder().encode(`${safeJson(header)}       `);
  const bytes = new Uint8Array(16 + text.length);
  bytes.set([0x52, 0x4b, 0x43, 0x32]);
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'null';
  }
}

test('a meta that promises more buckets than there are is refused', () => {
  const meta = { columns: ['min'], precision: 'exact', cursors: {}, series: [{ id: 'a', file: 'f', name: 'n', stage: null, bucket_width: 1, buckets: 2 ** 40, first: 0 }] };
  assert.throws(() => readOverview({ meta, columns: [Float64Array.of(1)] }), RangeError);
  assert.throws(() => readOverview({ meta: { ...meta, series: [{ ...meta.series[0], buckets: 1, first: null }] }, columns: [Float64Array.of(1)] }), RangeError);
});
