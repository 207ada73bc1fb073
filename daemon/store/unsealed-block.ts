import type { EventBlock } from '../api/event-block.js';
import type { UnsealedStream } from '../api/metrics.js';
import type { OpenStream } from './open-stream.js';
import type { StreamHead } from './stream-head.js';

/** Copies of everything of a stream that readers cannot see in the database, rows sealed but not committed included. */
export function unsealedOf(stream: OpenStream): UnsealedStream {
  const { cursor, end, counters } = stream;
  return {
    counts: { file: stream.file, generation: cursor.generation, offset: end.offset, size: stream.size, ...counters },
    sealedBlocks: stream.committed.blocks,
    firstRow: stream.committed.rows,
    block: joined(stream, [...stream.uncommitted, stream.head]),
  };
}

function joined(stream: OpenStream, heads: readonly StreamHead[]): EventBlock {
  const rows = sum(heads, (head) => head.rows);
  const points = sum(heads, (head) => head.points);
  const block = {
    ts: new Float64Array(rows), step: new Float64Array(rows), stage: new Int32Array(rows), offset: new Float64Array(rows),
    row: new Uint32Array(points), name: new Uint32Array(points), value: new Float64Array(points), kind: new Uint8Array(points),
  };
  let row = 0;
  let point = 0;
  for (const head of heads) {
    block.ts.set(head.ts.subarray(0, head.rows), row);
    block.step.set(head.step.subarray(0, head.rows), row);
    block.stage.set(head.stage.subarray(0, head.rows), row);
    placePoints(stream, head, block, { row, point });
    row += head.rows;
    point += head.points;
  }
  return { ...block, rows, points, ...emptyRest, from: stream.cursor.offset, to: stream.end.offset, names: [...stream.list.names], stages: [...stream.list.stages] };
}

/** Puts the columns of a head back into file order: counts the points of each row, then places them, those of a row in the order of their series. */
function placePoints(stream: OpenStream, head: StreamHead, block: Pick<EventBlock, 'row' | 'name' | 'value' | 'kind'>, from: { readonly row: number; readonly point: number }): void {
  const columns = [...head.columns.values()].sort((left, right) => left.ordinal - right.ordinal).map((column) => ({ name: stream.list.series[column.ordinal]?.name ?? 0, part: column.part(0, column.points, 0) }));
  const next = new Uint32Array(head.rows + 1);
  for (const { part } of columns) for (const row of part.row) next[row + 1] = (next[row + 1] ?? 0) + 1;
  for (let row = 0; row < head.rows; row++) next[row + 1] = (next[row + 1] ?? 0) + (next[row] ?? 0);
  for (const { name, part } of columns) {
    for (let i = 0; i < part.row.length; i++) {
      const row = part.row[i] ?? 0;
      const place = from.point + (next[row] ?? 0);
      next[row] = (next[row] ?? 0) + 1;
      block.row[place] = from.row + row;
      block.name[place] = name;
      block.value[place] = part.value[i] ?? 0;
      block.kind[place] = part.kind[i] ?? 0;
    }
  }
}

/** Counters stand in `counts`, and what is no point is in the database already. */
const emptyRest = { lines: 0, events: 0, gluedLines: 0, texts: [], others: [], rejects: [] };

function sum(heads: readonly StreamHead[], of: (head: StreamHead) => number): number {
  return heads.reduce((total, head) => total + of(head), 0);
}
