import type { ColumnPart } from './block-part.js';

/** Points in row order, each with the ordinal of its series. */
export interface MixedPoints {
  readonly row: Uint32Array;
  readonly series: Uint32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
}

/** The points from `start` to `end`, apart by series; rows are counted from `fromRow`. Two passes: count, then place. */
export function splitPoints(points: MixedPoints, start: number, end: number, fromRow: number): Map<number, ColumnPart> {
  const counts = new Map<number, number>();
  for (let i = start; i < end; i++) {
    const series = points.series[i] ?? 0;
    counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  const columns = new Map<number, ColumnPart & { next: number }>();
  for (const [series, count] of counts) {
    columns.set(series, { row: new Uint32Array(count), value: new Float64Array(count), kind: new Uint8Array(count), next: 0 });
  }
  for (let i = start; i < end; i++) {
    const column = columns.get(points.series[i] ?? 0);
    if (column === undefined) continue;
    const at = column.next++;
    column.row[at] = (points.row[i] ?? 0) - fromRow;
    column.value[at] = points.value[i] ?? 0;
    column.kind[at] = points.kind[i] ?? 0;
  }
  return columns;
}
