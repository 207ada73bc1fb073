import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { constant } from './constant.js';
import { Damage } from './damage.js';
import type { Format } from './format.js';
import { patched } from './patched.js';
import { float32, xor } from './planes.js';
import { raw } from './raw.js';
import { sameBits } from './same-bits.js';
import { binary, decimal } from './scaled.js';

/** Tried in this order; the shortest wins. `xor` and `raw` fit everything. */
const special = [decimal, binary, float32, patched];
const formats = new Map<number, Format>([raw, constant, decimal, binary, float32, xor, patched].map((format) => [format.id, format]));
const deflated = 0x80;
/** Most values that one column holds: places inside it are 16 bits. */
export const columnLimit = 65_535;

const attempt = new ByteWriter();
const shortest = new ByteWriter();

/**
 * Appends one column: format, count, length, bytes. The format is chosen by trying, and taken only if it gives back
 * every bit (ENG-01); deflate only when it saves 8 %.
 */
export function writeColumn(values: Float64Array, out: ByteWriter): void {
  if (values.length > columnLimit) throw new RangeError(`a column of ${values.length} values`);
  const format = values.length === 0 ? raw : choose(values);
  if (values.length === 0) shortest.truncate(0);
  const plain = shortest.view();
  const packed = plain.length < 64 ? plain : deflateRawSync(plain, { level: 1 });
  const pays = packed !== plain && packed.length <= plain.length * 0.92;
  out.u8(format.id | (pays ? deflated : 0));
  out.u16(values.length);
  out.u32(plain.length);
  if (pays) out.u32(packed.length);
  out.put(pays ? packed : plain);
}

/** Reads what `writeColumn` wrote; throws Damage. */
export function readColumn(from: ByteReader): Float64Array {
  const head = from.u8();
  const count = from.u16();
  const length = from.u32();
  const format = formats.get(head & ~deflated);
  if (format === undefined) throw new Damage(`column of unknown format ${head & ~deflated}`);
  if (length > 64 + count * 16) throw new Damage(`column of ${count} values in ${length} bytes`);
  const body = head & deflated ? inflate(from.bytes(from.u32()), length) : from.bytes(length);
  return format.decode(count, new ByteReader(body));
}

/** Leaves the bytes of the best format in `shortest`. */
function choose(values: Float64Array): Format {
  if (fill(shortest, constant, values)) return constant;
  let best: Format | undefined;
  for (const format of special) {
    if (!fill(attempt, format, values)) continue;
    if (best !== undefined && attempt.length >= shortest.length) continue;
    best = format;
    shortest.truncate(0);
    shortest.put(attempt.view());
  }
  if (best === undefined) fill(shortest, (best = xor), values);
  if (comesBack(best, values)) return best;
  fill(shortest, raw, values);
  return raw;
}

function fill(out: ByteWriter, format: Format, values: Float64Array): boolean {
  out.truncate(0);
  return format.encode(values, out);
}

function comesBack(format: Format, values: Float64Array): boolean {
  return sameBits(format.decode(values.length, new ByteReader(shortest.view())), values);
}

function inflate(bytes: Uint8Array, length: number): Uint8Array {
  try {
    const body = inflateRawSync(bytes, { maxOutputLength: Math.max(length, 1) });
    if (body.length === length) return body;
  } catch {
    throw new Damage('column does not inflate');
  }
  throw new Damage('column inflates to another length');
}
