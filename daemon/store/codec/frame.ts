import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { readColumn, writeColumn } from './column.js';
import { Damage } from './damage.js';

/** Version of the byte layout; a reader refuses any other. */
const layout = 2;
const headLength = 6;
const out = new ByteWriter();

/** Packs columns into one blob: layout byte, number of columns, CRC-32 of the two and of the columns, the columns. */
export function encodeFrame(columns: readonly Float64Array[]): Uint8Array {
  out.truncate(0);
  out.reserve(headLength);
  for (const column of columns) writeColumn(column, out);
  return finished(columns.length);
}

/** The frame of so many columns that are packed already. */
export function frameOf(columns: number, packed: Uint8Array): Uint8Array {
  out.truncate(0);
  out.reserve(headLength);
  out.put(packed);
  return finished(columns);
}

function finished(columns: number): Uint8Array {
  out.bytes[0] = layout;
  out.bytes[1] = columns;
  out.u32At(2, sumOf(out.view()));
  return out.copy();
}

/** Reads what `encodeFrame` wrote; throws Damage, and only that, whatever the bytes are. */
export function decodeFrame(bytes: Uint8Array, columns: number): Float64Array[] {
  const from = new ByteReader(bytes);
  const version = from.u8();
  if (version !== layout) throw new Damage(`unknown layout ${version}`);
  const count = from.u8();
  if (from.u32() !== sumOf(bytes)) throw new Damage('checksum does not match');
  if (count !== columns) throw new Damage(`${count} columns where ${columns} belong`);
  const values = Array.from({ length: count }, () => readColumn(from));
  if (from.left > 0) throw new Damage(`${from.left} bytes behind the last column`);
  return values;
}

function sumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(headLength), crc32(bytes.subarray(0, 2)));
}
