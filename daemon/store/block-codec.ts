import type { ColumnPart } from './block-part.js';
import { Damage } from './codec/damage.js';
import { decodeFrame, encodeFrame } from './codec/frame.js';
import { everyRow, isEveryRow, isOneKind, oneKind } from './shared-columns.js';

const dense = new Float64Array(0);

/** The blob of a block's axis: two columns, steps and timestamps. */
export function encodeAxis(step: Float64Array, ts: Float64Array): Uint8Array {
  return encodeFrame([step, ts]);
}

/** Reads an axis of `rows` rows; throws Damage. */
export function decodeAxis(bytes: Uint8Array, rows: number): { readonly step: Float64Array; readonly ts: Float64Array } {
  const [step, ts] = decodeFrame(bytes, 2);
  if (step?.length !== rows || ts?.length !== rows) throw new Damage(`axis of other than ${rows} rows`);
  return { step, ts };
}

/**
 * The blob of a chunk, what one series has in a block: three columns, rows (empty when every row has a point), kinds
 * (one when all are alike) and values.
 */
export function encodeChunk(part: ColumnPart, rows: number): Uint8Array {
  const isDense = part.row.length === rows && isEveryRow(part.row);
  const kind = isOneKind(part.kind) ? part.kind.subarray(0, 1) : part.kind;
  return encodeFrame([isDense ? dense : new Float64Array(part.row), new Float64Array(kind), part.value]);
}

/** Reads a chunk of a block with `rows` rows; throws Damage. */
export function decodeChunk(bytes: Uint8Array, rows: number): ColumnPart {
  const [row = dense, kind = dense, value = dense] = decodeFrame(bytes, 3);
  const count = value.length;
  if (kind.length !== 1 && kind.length !== count) throw new Damage(`${kind.length} kinds of ${count} points`);
  return {
    row: row.length === 0 && count === rows ? everyRow(rows) : rowsOf(row, count, rows),
    value,
    kind: kind.length === 1 ? oneKind(kindOf(kind[0]), count) : Uint8Array.from(kind, kindOf),
  };
}

function rowsOf(row: Float64Array, count: number, rows: number): Uint32Array {
  if (row.length !== count) throw new Damage(`${row.length} rows of ${count} points`);
  let before = -1;
  for (const each of row) {
    if (!Number.isInteger(each) || each < before || each >= rows) throw new Damage(`row ${each} in a block of ${rows}`);
    before = each;
  }
  return Uint32Array.from(row);
}

function kindOf(kind: number | undefined): number {
  if (kind !== 0 && kind !== 1 && kind !== 2 && kind !== 3) throw new Damage(`a value of kind ${kind ?? 'none'}`);
  return kind;
}
