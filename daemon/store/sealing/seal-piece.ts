import type { BlockPart, ColumnPart } from '../block-part.js';
import type { BlockColumns, EncodedColumn } from '../encode-block.js';
import { everyRow, isEveryRow, isOneKind, oneKind } from '../shared-columns.js';
import { unitAxes } from '../summary.js';
import { roomOf, type Parcel } from './parcel.js';

/** The axis of a block and some of its columns: what is encoded at once. */
export interface SealPiece extends BlockColumns {
  readonly columns: readonly ColumnPart[];
}

/** A piece as bytes. */
export interface EncodedPiece {
  readonly axis: Uint8Array;
  readonly columns: readonly EncodedColumn[];
}

const none = new Uint8Array(0);

/** Cuts a block into pieces of at most so many bytes; undefined when a column alone is larger. */
export function piecesOf(block: BlockPart, mostBytes: number): readonly SealPiece[] | undefined {
  const own = 2 * 8 + 2 * roomOf(8 * block.rows);
  const pieces: (SealPiece & { readonly columns: ColumnPart[] })[] = [];
  let left = 0;
  for (const column of block.columns.values()) {
    const room = roomOfColumn(column);
    if (own + room > mostBytes) return undefined;
    if (room > left) {
      pieces.push({ ...block, columns: [] });
      left = mostBytes - own;
    }
    pieces.at(-1)?.columns.push(column);
    left -= room;
  }
  return pieces;
}

function roomOfColumn({ value, row, kind }: ColumnPart): number {
  return roomOf(value.byteLength) + roomOf(isEveryRow(row) ? 0 : row.byteLength) + roomOf(isOneKind(kind) ? 1 : kind.byteLength);
}

/** Puts a piece; rows and kinds that go without saying are left out. */
export function putPiece({ firstRow, step, ts, columns }: SealPiece, to: Parcel): void {
  to.rewind();
  to.put(firstRow);
  to.putArray(step);
  to.putArray(ts);
  to.put(columns.length);
  for (const { row, value, kind } of columns) {
    to.putArray(value);
    to.putArray(isEveryRow(row) ? none : row);
    to.putArray(isOneKind(kind) ? kind.subarray(0, 1) : kind);
  }
}

/** Reads what `putPiece` put. */
export function readPiece(from: Parcel): SealPiece {
  from.rewind();
  const firstRow = from.number();
  const step = from.floats();
  const ts = from.floats();
  const columns = Array.from({ length: from.number() }, () => readColumn(from));
  return { firstRow, rows: step.length, step, ts, columns };
}

function readColumn(from: Parcel): ColumnPart {
  const value = from.floats();
  const row = from.rows();
  const kind = from.bytes();
  return {
    value,
    row: row.length === 0 ? everyRow(value.length) : row,
    kind: kind.length === 1 ? oneKind(kind[0] ?? 0, value.length) : kind,
  };
}

/** Puts what a piece was encoded to. */
export function putEncoded({ axis, columns }: { readonly axis: Uint8Array; readonly columns: Iterable<EncodedColumn> }, to: Parcel): void {
  to.rewind();
  to.putArray(axis);
  for (const { chunk, frames } of columns) {
    to.putArray(chunk);
    for (const i of unitAxes.keys()) to.putArray(frames[i] ?? none);
  }
}

/** Reads what `putEncoded` put of so many columns; the bytes are copies. */
export function readEncoded(from: Parcel, columns: number): EncodedPiece {
  from.rewind();
  return { axis: copyOf(from.bytes()), columns: Array.from({ length: columns }, () => ({ chunk: copyOf(from.bytes()), frames: unitAxes.map(() => orNone(from.bytes())) })) };
}

function orNone(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : copyOf(bytes);
}

function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
