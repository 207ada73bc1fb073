import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { Format } from './format.js';
import { bytesOf, wordsOf } from './same-bits.js';

/** Values that were born as float32, first bytes together, second bytes together and so on: deflate then finds the exponents. */
export const float32: Format = {
  id: 4,
  encode(values, out) {
    const narrow = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      const rounded = Math.fround(value);
      if (rounded !== value && !Number.isNaN(value)) return false;
      narrow[i] = rounded;
    }
    writePlanes(bytesOf(narrow), 4, out);
    return true;
  },
  decode(count, from) {
    const narrow = new Float32Array(count);
    readPlanes(bytesOf(narrow), 4, from);
    return Float64Array.from(narrow);
  },
};

/** The bits in which a value differs from the one before, as byte planes: fits everything. */
export const xor: Format = {
  id: 5,
  encode(values, out) {
    const words = wordsOf(values);
    const changes = new Uint32Array(words.length);
    for (let i = 0; i < words.length; i++) changes[i] = (words[i] ?? 0) ^ (words[i - 2] ?? 0);
    writePlanes(bytesOf(changes), 8, out);
    return true;
  },
  decode(count, from) {
    const values = new Float64Array(count);
    const words = wordsOf(values);
    readPlanes(bytesOf(values), 8, from);
    for (let i = 2; i < words.length; i++) words[i] = (words[i] ?? 0) ^ (words[i - 2] ?? 0);
    return values;
  },
};

function writePlanes(bytes: Uint8Array, stride: number, out: ByteWriter): void {
  let at = out.reserve(bytes.length);
  const target = out.bytes;
  for (let plane = 0; plane < stride; plane++) {
    for (let i = plane; i < bytes.length; i += stride) target[at++] = bytes[i] ?? 0;
  }
}

function readPlanes(bytes: Uint8Array, stride: number, from: ByteReader): void {
  const source = from.bytes(bytes.length);
  let at = 0;
  for (let plane = 0; plane < stride; plane++) {
    for (let i = plane; i < bytes.length; i += stride) bytes[i] = source[at++] ?? 0;
  }
}
