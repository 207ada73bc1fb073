import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { ByteReader } from '../../daemon/store/codec/byte-reader.js';
import { ByteWriter } from '../../daemon/store/codec/byte-writer.js';
import { bitWidth, packBits, packedLength, unpackBits } from '../../daemon/store/codec/bits.js';
import { readColumn, writeColumn } from '../../daemon/store/codec/column.js';
import { constant } from '../../daemon/store/codec/constant.js';
import { Damage } from '../../daemon/store/codec/damage.js';
import type { Format } from '../../daemon/store/codec/format.js';
import { decodeFrame, encodeFrame } from '../../daemon/store/codec/frame.js';
import { patched } from '../../daemon/store/codec/patched.js';
import { float32, xor } from '../../daemon/store/codec/planes.js';
import { raw } from '../../daemon/store/codec/raw.js';
import { sameBits } from '../../daemon/store/codec/same-bits.js';
import { binary, decimal } from '../../daemon/store/codec/scaled.js';
import { decodeAxis, decodeChunk, encodeChunk } from '../../daemon/store/block-codec.js';

const anyBits = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Float64Array(bytes.slice().buffer)[0] ?? 0);
const value = fc.oneof(
  fc.double(),
  anyBits,
  fc.maxSafeInteger(),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1e4),
  fc.float(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 5e-324, Number.MAX_VALUE, 1795219916.0309129),
);
/** Columns as they come: one kind of value all through, or anything mixed. */
const column = fc.oneof(
  fc.array(value, { maxLength: 300 }),
  fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 300 }),
  fc.array(fc.maxSafeInteger(), { maxLength: 100 }),
  fc.array(fc.float(), { maxLength: 300 }),
  fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 99 }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, -0, Infinity, -Infinity) }), { maxLength: 300 }),
  fc.tuple(value, fc.integer({ min: 0, max: 300 })).map(([one, count]) => new Array<number>(count).fill(one)),
  fc.array(fc.integer({ min: 1, max: 4_000_000 }), { maxLength: 200 }).map((gaps) => gaps.reduce<number[]>((times, gap) => [...times, (times.at(-1) ?? 1.7e9) + gap / 2 ** 22], [])),
).map((values) => Float64Array.from(values));

const formats: Readonly<Record<string, Format>> = { raw, constant, decimal, binary, float32, xor, patched };

for (const [name, format] of Object.entries(formats)) {
  test(`${name} gives back every bit of what it takes (ENG-01)`, () => {
    let taken = 0;
    fc.assert(fc.property(column, (values) => {
      if (values.length === 0) return;
      const out = new ByteWriter();
      if (!format.encode(values, out)) return;
      taken++;
      assert.ok(sameBits(format.decode(values.length, new ByteReader(out.view())), values));
    }), { numRuns: 400 });
    assert.ok(taken > 0, 'the format took none of the columns');
  });

  test(`${name} reads garbage as Damage or as numbers, never as another failure`, () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 0, max: 500 }), (bytes, count) => {
      damagedOr(() => assert.equal(format.decode(count, new ByteReader(bytes)).length, count));
    }), { numRuns: 500 });
  });
}

test('a column comes back bit for bit, NaN, infinities and -0 included (ENG-01)', () => {
  fc.assert(fc.property(column, (values) => {
    const out = new ByteWriter();
    writeColumn(values, out);
    const from = new ByteReader(out.view());
    assert.ok(sameBits(readColumn(from), values));
    assert.equal(from.left, 0);
  }), { numRuns: 2000 });
});

test('what is regular takes little room', () => {
  const size = (at: (i: number) => number): number => encodeFrame([Float64Array.from({ length: 4096 }, (_, i) => at(i))]).length / 4096;
  let ts = 1.7e9;
  const sizes = {
    constant: size(() => 0.125),
    steps: size((i) => i + 1),
    stepsWithGaps: size((i) => (i % 50 === 0 ? NaN : i)),
    clock: size(() => (ts += 0.25 + Math.round(Math.random() * 1000) / 2 ** 22)),
    fourDecimals: size(() => Math.round(Math.random() * 1e4) / 1e4),
    float32: size(() => Math.fround(Math.random())),
    noise: size(() => Math.random()),
  };
  assert.ok(sizes.constant < 0.02, `constant ${sizes.constant}`);
  assert.ok(sizes.steps < 0.02, `steps ${sizes.steps}`);
  assert.ok(sizes.stepsWithGaps < 0.6, `steps with gaps ${sizes.stepsWithGaps}`);
  assert.ok(sizes.clock < 1.7, `clock ${sizes.clock}`);
  assert.ok(sizes.fourDecimals < 1.9, `four decimals ${sizes.fourDecimals}`);
  assert.ok(sizes.float32 < 4.01, `float32 ${sizes.float32}`);
  assert.ok(sizes.noise < 8.01, `noise ${sizes.noise}`);
});

test('whole numbers of any width are packed and come back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 53 }).chain((width) => fc.tuple(fc.constant(width), fc.array(fc.nat().map((part) => Math.floor((part / 2 ** 31) * 2 ** width)), { maxLength: 99 }))), ([width, numbers]) => {
    const out = new ByteWriter();
    const values = Float64Array.from(numbers);
    packBits(values, width, out);
    assert.equal(out.length, packedLength(values.length, width));
    assert.deepEqual(unpackBits(values.length, width, new ByteReader(out.view())), values);
    assert.ok(values.every((each) => bitWidth(each) <= width));
  }));
});

test('a frame with any byte changed, or cut anywhere, is Damage (ENG-06)', () => {
  const frame = encodeFrame([Float64Array.of(1, 2, 3, NaN), Float64Array.of(0.5), new Float64Array(0)]);
  for (let i = 0; i < frame.length; i++) {
    const flipped = frame.slice();
    flipped[i] = (flipped[i] ?? 0) ^ 1;
    assert.throws(() => decodeFrame(flipped, 3), Damage, `byte ${i} flipped`);
    assert.throws(() => decodeFrame(frame.subarray(0, i), 3), Damage, `cut at ${i}`);
  }
  assert.throws(() => decodeFrame(frame, 2), Damage);
});

test('garbage under a right checksum is Damage or numbers, never another failure', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 500 }), (body, rows) => {
    for (const columns of [2, 3]) {
      const bytes = framed(columns, body);
      damagedOr(() => decodeFrame(bytes, columns));
      damagedOr(() => decodeAxis(bytes, rows));
      damagedOr(() => decodeChunk(bytes, rows));
    }
  }), { numRuns: 3000 });
});

test('a chunk keeps rows and kinds, dense or with holes', () => {
  const holes = { row: Uint32Array.of(0, 3, 4), value: Float64Array.of(1, NaN, -0), kind: Uint8Array.of(0, 0, 2) };
  const dense = { row: Uint32Array.of(0, 1, 2), value: Float64Array.of(1, 2, 3), kind: Uint8Array.of(1, 1, 1) };
  assert.deepEqual(decodeChunk(encodeChunk(holes, 6), 6), holes);
  assert.deepEqual(decodeChunk(encodeChunk(dense, 3), 3), dense);
  assert.throws(() => decodeChunk(encodeChunk(holes, 6), 4), Damage);
});

function framed(columns: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(10 + body.length);
  const head = new DataView(bytes.buffer);
  bytes.set(body, 10);
  head.setUint8(0, 1);
  head.setUint8(1, columns);
  head.setUint32(2, body.length, true);
  head.setUint32(6, crc32(body, crc32(bytes.subarray(0, 6))), true);
  return bytes;
}

function damagedOr(work: () => void): void {
  try {
    work();
  } catch (failure) {
    assert.ok(failure instanceof Damage, String(failure));
  }
}
