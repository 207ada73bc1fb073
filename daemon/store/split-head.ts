import type { BlockPart, ColumnPart } from './block-part.js';
import type { StreamHead } from './stream-head.js';

/** Most rows of a block. */
export const blockRows = 4096;

/** Cuts the rows of a head into blocks of at most 4,096 rows, as even as can be; its arrays are lent, not copied. */
export function* splitHead(head: StreamHead, firstRow: number): Generator<BlockPart> {
  const parts = Math.ceil(head.rows / blockRows);
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((head.rows * part) / parts);
    const to = Math.floor((head.rows * (part + 1)) / parts);
    yield { firstRow: firstRow + from, rows: to - from, ts: head.ts.subarray(from, to), step: head.step.subarray(from, to), columns: columnsOf(head, from, to) };
  }
}

function columnsOf(head: StreamHead, from: number, to: number): Map<number, ColumnPart> {
  const columns = new Map<number, ColumnPart>();
  for (const [ordinal, column] of head.columns) {
    const start = from === 0 ? 0 : column.pointsBefore(from);
    const end = to === head.rows ? column.points : column.pointsBefore(to);
    if (end > start) columns.set(ordinal, column.part(start, end, from));
  }
  return columns;
}
