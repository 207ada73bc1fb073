import type { EventBlock } from '../api/event-block.js';
import type { HeadColumn } from './head-column.js';
import { pointsPerRow } from './regular-block.js';

/** The column of a series by the block's own indexes of name and stage; undefined when the series is refused. */
export type ColumnOf = (name: number, stage: number) => HeadColumn | undefined;

/** Points that were not taken, and the offsets of the rows that they stand in. */
export interface Refused {
  readonly points: number;
  readonly offsets: readonly number[];
}

/** Copies the points of a block into the columns of their series; `first` is the row that the block's first row became. */
export function appendPoints(block: EventBlock, first: number, columnOf: ColumnOf): Refused {
  const width = pointsPerRow(block);
  const columns = Array.from({ length: width }, (_, i) => columnOf(block.name[i] ?? 0, block.stage[0] ?? -1));
  if (width === 0 || columns.includes(undefined)) return appendEach(block, first, columnOf);
  for (const [start, column] of columns.entries()) column?.addEvery(first, block, { start, stride: width });
  return { points: 0, offsets: [] };
}

function appendEach(block: EventBlock, first: number, columnOf: ColumnOf): Refused {
  // Per stage and name: finding a series anew for each point takes five times as long as keeping the point.
  const found: (HeadColumn | undefined)[][] = Array.from({ length: block.stages.length + 1 }, () => []);
  const offsets: number[] = [];
  let points = 0;
  for (let i = 0; i < block.points; i++) {
    const row = block.row[i] ?? 0;
    const name = block.name[i] ?? 0;
    const stage = block.stage[row] ?? -1;
    const ofStage = found[stage + 1] ?? [];
    const column = (ofStage[name] ??= columnOf(name, stage));
    if (column !== undefined) {
      column.add(first + row, block.value[i] ?? 0, block.kind[i] ?? 0);
      continue;
    }
    points++;
    const offset = block.offset[row] ?? 0;
    if (offsets.at(-1) !== offset) offsets.push(offset);
  }
  return { points, offsets };
}
