import type { BlockPart } from './block-part.js';
import { splitPoints } from './split-points.js';
import type { StreamHead } from './stream-head.js';

/** Most rows of a block. */
export const blockRows = 4096;

/** Cuts the rows of a head into blocks of at most 4,096 rows, as even as can be, and groups the points of each by series. */
export function* splitHead(head: StreamHead, firstRow: number): Generator<BlockPart> {
  const parts = Math.ceil(head.rows / blockRows);
  let point = 0;
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((head.rows * part) / parts);
    const to = Math.floor((head.rows * (part + 1)) / parts);
    const start = point;
    while (point < head.points && (head.row[point] ?? 0) < to) point++;
    yield { firstRow: firstRow + from, rows: to - from, ts: head.ts.slice(from, to), step: head.step.slice(from, to), columns: splitPoints(head, start, point, from) };
  }
}
