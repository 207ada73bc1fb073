import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { ByteReader } from '../../daemon/store/codec/byte-reader.js';
import { ByteWriter } from '../../daemon/store/codec/byte-writer.js';
import { readColumn, writeColumn } from '../../daemon/store/codec/column.js';
import { Damage } from '../../daemon/store/codec/damage.js';
import { decodeFrame, encodeFrame } from '../../daemon/store/codec/frame.js';
import { columnLimit, pack, unpack } from '../../daemon/store/codec/wasm-codec.js';
import { decodeAxis, decodeChunk, encodeAxis, encodeChunk } from '../../daemon/store/block-codec.js';
import { plainPack, plainUnpack, sameBits, type PlainPlan } from './plain-codec.js';

const anyBits = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Float64Array(bytes.slice().buffer)[0] ?? 0);
const odd = fc.constantFrom(NaN, Infinity, -Infinity, -0);
const value = fc.oneof(
  fc.double(),
  anyBits,
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1e4),
  fc.float(),
  odd,
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1795219916.0309129, 2 ** 53, 1e22),
);

/** The kinds of values that programs log, as what the i-th value is. */
const shapes: Readonly<Record<string, (i: number, random: () => number) => number>> = {
  'losses of float64': (i, random) => 2.3 * Math.exp(-i / 3000) + random() / 20,
  'losses of float32': (i, random) => Math.fround(2.3 * Math.exp(-i / 3000) + random() / 20),
  'a cosine schedule': (i) => 1.5e-4 * (1 + Math.cos((Math.PI * i) / 1e5)),
  'clock readings': (i, random) => 1.79e9 + i / 4 + Math.round(random() * 1e5) / 2 ** 22,
  'steps': (i) => i,
  'four decimals': (_, random) => Math.round(random() * 1e4) / 1e4,
  'flags': (_, random) => Number(random() < 0.3),
  'gradients around zero': (_, random) => random() - 0.5,
  'a value that is held': (i) => Math.floor(i / 9) * Math.PI,
  'parts of 128': (_, random) => Math.round(random() * 128) / 128,
};
const shaped = fc.tuple(fc.constantFrom(...Object.values(shapes)), fc.integer({ min: 1, max: 700 }), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 40 }))
  .map(([shape, count, noise]) => Array.from({ length: count }, (_, i) => shape(i, () => (noise[i % noise.length]! * 997 + i / 7) % 1)));

/** Columns as they come: real shapes, some with odd values among them, one kind all through, or anything mixed. */
const column = fc.oneof(
  shaped,
  fc.tuple(shaped, fc.array(fc.tuple(fc.nat(700), odd), { maxLength: 9 })).map(([values, places]) => values.map((each, i) => places.find(([place]) => place === i)?.[1] ?? each)),
  fc.array(value, { minLength: 1, maxLength: 300 }),
  fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 100 }),
  fc.array(anyBits, { minLength: 1, maxLength: 300 }),
  fc.tuple(value, fc.integer({ min: 1, max: 300 })).map(([one, count]) => new Array<number>(count).fill(one)),
).map((values) => Float64Array.from(values));

const plan: fc.Arbitrary<PlainPlan> = fc.record({
  base: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 16, max: 25 }), fc.integer({ min: 32, max: 63 })),
  order: fc.integer({ min: 0, max: 2 }),
  isHeld: fc.boolean(),
  isPatched: fc.boolean(),
});

test('what the codec packs, its plain twin unpacks to the same bits, and so does the codec (ENG-01)', () => {
  const seen = new Set<number>();
  fc.assert(fc.property(column, (values) => {
    const { format, payload } = pack(values);
    const kept = payload.slice();
    seen.add(format);
    assert.ok(sameBits(plainUnpack(format, values.length, kept), values), `twin, format ${format}`);
    assert.ok(sameBits(unpack(format, values.length, kept) ?? new Float64Array(0), values), `codec, format ${format}`);
    assert.ok(payload.length <= 8 * values.length);
  }), { numRuns: 3000 });
  assert.ok(seen.size > 12, `only the formats ${[...seen].join(', ')}`);
});

test('what the plain twin packs in any format, the codec unpacks to the same bits', () => {
  const seen = new Set<number>();
  fc.assert(fc.property(column, plan, (values, how) => {
    const packed = plainPack(values, how);
    if (packed === undefined) return;
    seen.add(packed.format);
    assert.ok(sameBits(unpack(packed.format, values.length, packed.payload) ?? new Float64Array(0), values), `format ${packed.format}`);
  }), { numRuns: 4000 });
  assert.ok(seen.size > 12, `only the formats ${[...seen].join(', ')}`);
});

test('the longest column comes back, and a longer one is refused', () => {
  const values = Float64Array.from({ length: columnLimit }, (_, i) => (i % 3 === 0 ? NaN : Math.sin(i)));
  const [back] = decodeFrame(encodeFrame([values]), 1);
  assert.ok(sameBits(back ?? new Float64Array(0), values));
  assert.throws(() => encodeFrame([new Float64Array(columnLimit + 1)]), RangeError);
});

test('a column comes back from among others, an empty one too', () => {
  fc.assert(fc.property(fc.array(fc.oneof(column, fc.constant(new Float64Array(0))), { maxLength: 5 }), (columns) => {
    const back = decodeFrame(encodeFrame(columns), columns.length);
    assert.ok(columns.every((values, i) => sameBits(back[i] ?? NaN, values)));
  }), { numRuns: 300 });
});

test('what is regular takes little room', () => {
  const size = (name: string): number => {
    const shape = shapes[name]!;
    return encodeFrame([Float64Array.from({ length: 4096 }, (_, i) => shape(i, Math.random))]).length / 4096;
  };
  const most: Readonly<Record<string, number>> = {
    'losses of float64': 6.9, 'losses of float32': 3.1, 'a cosine schedule': 1.4, 'clock readings': 2.3, 'steps': 0.03, 'four decimals': 1.8, 'flags': 0.16,
    'gradients around zero': 7.6, 'a value that is held': 1, 'parts of 128': 1.1,
  };
  for (const [name, bytes] of Object.entries(most)) assert.ok(size(name) < bytes, `${name}: ${size(name)} bytes a value`);
});

test('random bytes in any format are refused or are numbers, never another failure', () => {
  fc.assert(fc.property(fc.nat(255), fc.integer({ min: 1, max: 500 }), fc.uint8Array({ maxLength: 400 }), (format, count, payload) => {
    const values = unpack(format, count, payload);
    assert.ok(values === undefined || values.length === count);
  }), { numRuns: 20_000 });
});

test('a payload cut anywhere or with any bit flipped is refused or gives as many numbers (ENG-06)', () => {
  fc.assert(fc.property(column, plan, (values, how) => {
    const packed = plainPack(values.subarray(0, 40), how);
    if (packed === undefined) return;
    const { format, payload } = packed;
    const count = Math.min(values.length, 40);
    for (let length = 0; length < payload.length; length++) assert.equal(unpack(format, count, payload.subarray(0, length)), undefined, `cut at ${length}`);
    assert.equal(unpack(format, count, Uint8Array.of(...payload, 0)), undefined, 'a byte too many');
    for (let bit = 0; bit < payload.length * 8; bit++) {
      const flipped = payload.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal((unpack(format, count, flipped) ?? values.subarray(0, count)).length, count);
    }
  }), { numRuns: 300 });
});

test('a frame with any bit flipped, or cut anywhere, is Damage (ENG-06)', () => {
  const frame = encodeFrame([Float64Array.of(1, 2, 3, NaN), Float64Array.of(0.5), new Float64Array(0)]);
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const flipped = frame.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => decodeFrame(flipped, 3), Damage, `bit ${bit} flipped`);
  }
  for (let length = 0; length < frame.length; length++) assert.throws(() => decodeFrame(frame.subarray(0, length), 3), Damage, `cut at ${length}`);
  assert.throws(() => decodeFrame(frame, 2), Damage);
});

test('garbage under a right checksum is Damage or numbers, never another failure', () => {
  const garbage = fc.oneof(fc.uint8Array({ maxLength: 300 }), column.map((values) => {
    const out = new ByteWriter();
    writeColumn(values, out);
    return out.copy();
  }).chain((bytes) => fc.tuple(fc.constant(bytes), fc.nat(), fc.nat(255)).map(([whole, place, byte]) => {
    const changed = whole.slice();
    changed[place % changed.length] = byte;
    return changed;
  })));
  fc.assert(fc.property(fc.array(garbage, { maxLength: 4 }), fc.integer({ min: 1, max: 500 }), (parts, rows) => {
    for (const columns of [2, 3]) {
      const bytes = framed(columns, Uint8Array.from(parts.flatMap((part) => [...part])));
      damagedOr(() => decodeFrame(bytes, columns));
      damagedOr(() => decodeAxis(bytes, rows));
      damagedOr(() => decodeChunk(bytes, rows));
    }
  }), { numRuns: 2000 });
  damagedOr(() => readColumn(new ByteReader(Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 0xff))));
});

test('an axis comes back, and one of another length is Damage', () => {
  const step = Float64Array.of(1, NaN, 3);
  const ts = Float64Array.of(5, 6, Infinity);
  assert.deepEqual(decodeAxis(encodeAxis(step, ts), 3), { step, ts });
  assert.throws(() => decodeAxis(encodeAxis(step, ts), 4), Damage);
});

test('a chunk keeps rows and kinds, dense or with holes', () => {
  const holes = { row: Uint32Array.of(0, 3, 4), value: Float64Array.of(1, NaN, -0), kind: Uint8Array.of(0, 0, 2) };
  const dense = { row: Uint32Array.of(0, 1, 2), value: Float64Array.of(1, 2, 3), kind: Uint8Array.of(1, 1, 1) };
  assert.deepEqual(decodeChunk(encodeChunk(holes, 6), 6), holes);
  assert.deepEqual(decodeChunk(encodeChunk(dense, 3), 3), dense);
  assert.throws(() => decodeChunk(encodeChunk(holes, 6), 4), Damage);
});

function framed(columns: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(6 + body.length);
  const head = new DataView(bytes.buffer);
  bytes.set(body, 6);
  bytes.set([2, columns]);
  head.setUint32(2, crc32(body, crc32(bytes.subarray(0, 2))), true);
  return bytes;
}

function damagedOr(work: () => void): void {
  try {
    work();
  } catch (failure) {
    assert.ok(failure instanceof Damage, String(failure));
  }
}
