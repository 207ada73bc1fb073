import type { BlockPart, ColumnPart } from './block-part.js';

const nothing: ColumnPart = { row: new Uint32Array(0), value: new Float64Array(0), kind: new Uint8Array(0) };

/** One block of two that follow each other. */
export function joinParts(first: BlockPart, second: BlockPart): BlockPart {
  const columns = new Map<number, ColumnPart>();
  for (const ordinal of new Set([...first.columns.keys(), ...second.columns.keys()])) {
    columns.set(ordinal, joinColumns(first.columns.get(ordinal) ?? nothing, second.columns.get(ordinal) ?? nothing, first.rows));
  }
  return { firstRow: first.firstRow, rows: first.rows + second.rows, ts: floats(first.ts, second.ts), step: floats(first.step, second.step), columns };
}

function joinColumns(first: ColumnPart, second: ColumnPart, rows: number): ColumnPart {
  const row = new Uint32Array(first.row.length + second.row.length);
  row.set(first.row);
  row.set(second.row.map((each) => each + rows), first.row.length);
  const kind = new Uint8Array(row.length);
  kind.set(first.kind);
  kind.set(second.kind, first.kind.length);
  return { row, value: floats(first.value, second.value), kind };
}

function floats(first: Float64Array, second: Float64Array): Float64Array {
  const joined = new Float64Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
