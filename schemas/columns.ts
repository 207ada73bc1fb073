/**
 * `application/vnd.runkeep.columns`: numbers as typed arrays, for big HTTP answers and for binary WebSocket frames.
 *
 * Bytes, little-endian:
 *
 * | bytes | |
 * |---|---|
 * | 4 | `RKC2` |
 * | 4 | u32, length of the header, a multiple of 8 |
 * | that many | header: JSON in UTF-8, filled up with blanks |
 * | the rest | the columns one after the other, each filled up with zeros to a multiple of 8 |
 *
 * Header: `{"meta": any, "columns": [[type, length], ...]}`. A type is `f64`, `f32`, `i32`, `u32`, `i16`, `u16`, `i8` or `u8`: `length` numbers of
 * that type; or `const`: one f64, the value of all `length` numbers. All constant columns of a frame have at most 2^24 numbers together,
 * so that a small frame cannot ask for much memory. Which type a column has says nothing: its numbers are the same in each.
 */
export const columnsType = 'application/vnd.runkeep.columns';

export type Column = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** A column of one value, repeated. */
export interface Constant {
  readonly constant: number;
  readonly length: number;
}

export interface Columns {
  /** What the columns mean; says by index which column is which. */
  readonly meta: unknown;
  readonly columns: readonly Column[];
}

const magic = 0x32434b52;
const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array, i16: Int16Array, u16: Uint16Array, i8: Int8Array, u8: Uint8Array } as const;
type Kind = keyof typeof kinds;
/** Listed once: a frame of a growing run asks for the kinds of seven columns. */
const listedKinds = Object.entries(kinds) as readonly [Kind, (typeof kinds)[Kind]][];
/** Whole numbers by the range that a type holds, narrowest first. */
const ranges: readonly (readonly [Kind, number, number])[] = [['u8', 0, 0xff], ['i8', -0x80, 0x7f], ['u16', 0, 0xffff], ['i16', -0x8000, 0x7fff], ['u32', 0, 0xffffffff], ['i32', -0x80000000, 0x7fffffff]];
const mostConstant = 2 ** 24;

/** One buffer that holds `meta` and the columns. */
export function encodeColumns({ meta, columns }: { readonly meta: unknown; readonly columns: readonly (Column | Constant)[] }): Uint8Array<ArrayBuffer> {
  let left = mostConstant;
  const stored = columns.map((column): Column | Constant => {
    if (!('constant' in column)) return column;
    left -= column.length;
    return left < 0 ? new Float64Array(column.length).fill(column.constant) : column;
  });
  const text = JSON.stringify({ meta, columns: stored.map((column) => ['constant' in column ? 'const' : kindOf(column), column.length]) });
  const json = new TextEncoder().encode(text);
  const start = padded(8 + json.length);
  const parts = stored.map((column) => ('constant' in column ? Float64Array.of(column.constant) : column));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + padded(part.byteLength), start));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, start - 8, true);
  bytes.fill(0x20, 8, start);
  bytes.set(json, 8);
  let at = start;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += padded(part.byteLength);
  }
  return bytes;
}

/** The same numbers in the narrowest type that holds each of them exactly, -0 and the infinities included; NaN is one number, whatever its bits. */
export function narrowest(values: Float64Array): Column | Constant {
  const first = values[0] ?? 0;
  if (values.every((value) => Object.is(value, first))) return { constant: first, length: values.length };
  let [low, high] = [Infinity, -Infinity];
  let [isWhole, isSingle] = [true, true];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    isWhole &&= Number.isInteger(value) && !Object.is(value, -0);
    isSingle &&= Object.is(Math.fround(value), value);
  }
  const fit = isWhole ? ranges.find(([, least, most]) => low >= least && high <= most) : undefined;
  if (fit !== undefined) return new kinds[fit[0]](values);
  return isSingle ? new Float32Array(values) : values;
}

/** Reads what `encodeColumns` wrote; throws a RangeError, and only that, which says what is wrong with the bytes. */
export function decodeColumns(bytes: Uint8Array): Columns {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0, true) !== magic) throw new RangeError('not a columns frame: it does not begin with RKC2');
  const start = 8 + view.getUint32(4, true);
  if (start > bytes.length) throw new RangeError('columns frame cut in its header');
  const { meta, columns: listed } = readHeader(bytes.subarray(8, start));
  let at = start;
  let left = mostConstant;
  const columns = listed.map(([kind, length]) => {
    const type = kind === 'const' ? Float64Array : kinds[kind];
    const size = kind === 'const' ? 8 : length * type.BYTES_PER_ELEMENT;
    if (at + size > bytes.length) throw new RangeError('columns frame cut in its columns');
    // A copy, aligned for its type; `slice` of a node Buffer would be a view.
    const column = new type(new Uint8Array(bytes.subarray(at, at + size)).buffer);
    at += padded(size);
    if (kind !== 'const') return column;
    left -= length;
    if (left < 0) throw new RangeError('columns frame with too long constant columns');
    return new Float64Array(length).fill(column[0] ?? NaN);
  });
  return { meta, columns };
}

function readHeader(bytes: Uint8Array): { readonly meta: unknown; readonly columns: readonly (readonly [Kind | 'const', number])[] } {
  const header = parsed(bytes);
  if (typeof header !== 'object' || header === null || !('columns' in header) || !Array.isArray(header.columns)) throw new RangeError('columns frame without a list of columns');
  const columns = header.columns.map((entry: unknown) => {
    const [kind, length] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (!isKind(kind) || !Number.isSafeInteger(length) || Number(length) < 0) throw new RangeError('columns frame with a column of unknown type or length');
    return [kind, Number(length)] as const;
  });
  return { meta: 'meta' in header ? header.meta : undefined, columns };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RangeError('columns frame whose header is no JSON');
  }
}

function isKind(kind: unknown): kind is Kind | 'const' {
  return typeof kind === 'string' && (kind === 'const' || Object.hasOwn(kinds, kind));
}

function kindOf(column: Column): Kind {
  for (const [kind, type] of listedKinds) if (column instanceof type) return kind;
  throw new TypeError('a column of no known type');
}

/** Beyond 2^31 too, where bit operators would wrap. */
function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
