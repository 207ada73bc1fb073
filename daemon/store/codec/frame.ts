import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { readColumn, writeColumn } from './column.js';
import { Damage } from './damage.js';

/** Version of the byte layout; a reader refuses any other. */
const layout = 1;
const headLength = 10;
const out = new ByteWriter();

/** Packs columns into one blob: layout byte, number of columns, length, CRC-32 of the columns, the columns. */
export function encodeFrame(columns: readonly Float64Array[]): Uint8Array {
  out.truncate(0);
  out.reserve(headLength);
  for (const column of columns) writeColumn(column, out);
  const body = out.view(headLength);
  const head = new DataView(out.bytes.buffer, 0, headLength);
  head.setUint8(0, layout);
  head.setUint8(1, columns.length);
  head.setUint32(2, body.length, true);
  head.setUint32(6, crc32(body, crc32(out.bytes.subarray(0, 6))), true);
  return out.copy();
}

/** Reads what `encodeFrame` wrote; throws Damage, and only that, whatever the bytes are. */
export function decodeFrame(bytes: Uint8Array, columns: number): Float64Array[] {
  const from = new ByteReader(bytes);
  const version = from.u8();
  if (version !== layout) throw new Damage(`unknown layout ${version}`);
  const count = from.u8();
  const length = from.u32();
  const sum = from.u32();
  if (length !== from.left) throw new Damage(`${length} bytes expected, ${from.left} there`);
  if (sum !== crc32(bytes.subarray(headLength), crc32(bytes.subarray(0, 6)))) throw new Damage('checksum does not match');
  if (count !== columns) throw new Damage(`${count} columns where ${columns} belong`);
  return Array.from({ length: count }, () => readColumn(from));
}
