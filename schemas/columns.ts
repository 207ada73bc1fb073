/**
 * `application/vnd.runkeep.columns`: numbers as typed arrays, for big HTTP answers and for binary WebSocket frames.
 *
 * Bytes, little-endian: `RKC1` · u32 length of the header · header (UTF-8 JSON, padded with blanks so that the columns
 * begin at a multiple of 8) · the columns one after the other, each padded with zeros to a multiple of 8.
 * Header: `{"meta": any, "columns": [[type, length], ...]}` with type `f64 | f32 | i32 | u32 | u8`.
 */
export const columnsType = 'application/vnd.runkeep.columns';

export type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

export interface Columns {
  /** What the columns mean; says by index which column is which. */
  readonly meta: unknown;
  readonly columns: readonly Column[];
}

const magic = 0x31434b52;
const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array } as const;
type Kind = keyof typeof kinds;

/** One buffer that holds `meta` and the columns. */
export function encodeColumns({ meta, columns }: Columns): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ meta, columns: columns.map((column) => [kindOf(column), column.length]) });
  const json = new TextEncoder().encode(text);
  const start = padded(8 + json.length);
  const bytes = new Uint8Array(columns.reduce((sum, column) => sum + padded(column.byteLength), start));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, start - 8, true);
  bytes.fill(0x20, 8, start);
  bytes.set(json, 8);
  let at = start;
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += padded(column.byteLength);
  }
  return bytes;
}

/** Reads what `encodeColumns` wrote; throws a RangeError that says what is wrong with the bytes. */
export function decodeColumns(bytes: Uint8Array): Columns {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0, true) !== magic) throw new RangeError('not a columns frame: it does not begin with RKC1');
  const start = 8 + view.getUint32(4, true);
  if (start > bytes.length) throw new RangeError('columns frame cut in its header');
  const header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start))) as { meta: unknown; columns: [Kind, number][] };
  let at = start;
  const columns = header.columns.map(([kind, length]) => {
    const size = length * kinds[kind].BYTES_PER_ELEMENT;
    if (at + size > bytes.length) throw new RangeError('columns frame cut in its columns');
    // A copy, aligned for its type; `slice` of a node Buffer would be a view.
    const column = new kinds[kind](new Uint8Array(bytes.subarray(at, at + size)).buffer);
    at += padded(size);
    return column;
  });
  return { meta: header.meta, columns };
}

function kindOf(column: Column): Kind {
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof Float32Array) return 'f32';
  if (column instanceof Int32Array) return 'i32';
  return column instanceof Uint32Array ? 'u32' : 'u8';
}

function padded(length: number): number {
  return (length + 7) & ~7;
}
