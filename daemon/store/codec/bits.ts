import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

const low = 2 ** 24;

/** Bits needed for every whole number in 0..max; 53 at most. */
export function bitWidth(max: number): number {
  return max < 2 ** 31 ? 32 - Math.clz32(max) : 32 + bitWidth(Math.floor(max / 2 ** 32));
}

/** Packs whole numbers in 0..2^width-1, lowest bits first. Beyond 24 bits the low 24 and the rest are packed one after the other. */
export function packBits(values: Float64Array, width: number, out: ByteWriter): void {
  if (width === 0) return;
  if (width > 24) {
    packNarrow(values.map((value) => value % low), 24, out);
    packBits(values.map((value) => Math.floor(value / low)), width - 24, out);
    return;
  }
  packNarrow(values, width, out);
}

function packNarrow(values: Float64Array, width: number, out: ByteWriter): void {
  let at = out.reserve(packedLength(values.length, width));
  const bytes = out.bytes;
  let held = 0;
  let bits = 0;
  for (const value of values) {
    held |= value << bits;
    bits += width;
    while (bits >= 8) {
      bytes[at++] = held;
      held >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[at] = held;
}

/** Reads what `packBits` wrote. */
export function unpackBits(count: number, width: number, from: ByteReader): Float64Array {
  if (width === 0) return new Float64Array(count);
  if (width <= 24) return unpackNarrow(count, width, from);
  const values = unpackNarrow(count, 24, from);
  const high = unpackBits(count, width - 24, from);
  return values.map((value, i) => value + (high[i] ?? 0) * low);
}

function unpackNarrow(count: number, width: number, from: ByteReader): Float64Array {
  const values = new Float64Array(count);
  const bytes = from.bytes(packedLength(count, width));
  const mask = 2 ** width - 1;
  let at = 0;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held |= (bytes[at++] ?? 0) << bits;
      bits += 8;
    }
    values[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
  return values;
}

/** Bytes that `packBits` writes for `count` numbers. */
export function packedLength(count: number, width: number): number {
  if (width > 24) return packedLength(count, 24) + packedLength(count, width - 24);
  return Math.ceil((count * width) / 8);
}
