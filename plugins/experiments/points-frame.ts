import type { LivePoints } from '../../daemon/api/line.js';
import type { SeriesPoints } from '../../daemon/api/metrics.js';
import { encodeColumns, type Columns } from '../../schemas/columns.js';
import type { PointsMeta } from '../../schemas/experiments.js';

/** What a frame says of itself beside its points. */
export type FrameHead = Pick<PointsMeta, 'topic' | 'key' | 'cursor' | 'file' | 'generation'>;

/** Live points as the columns of `pointsMeta`. */
export function liveFrame(head: FrameHead, points: LivePoints): Uint8Array {
  const meta: PointsMeta = { ...head, first_row: points.firstRow, names: [...points.names], stages: [...points.stages] };
  const { rows, points: count } = points;
  const columns = [points.ts.subarray(0, rows), points.step.subarray(0, rows), points.stage.subarray(0, rows), points.row.subarray(0, count), points.name.subarray(0, count), points.value.subarray(0, count), points.kind.subarray(0, count)];
  return encodeColumns({ meta, columns });
}

/**
 * The series of one file put together by row again, as the same columns. Rows without a number are there with NaN as
 * time, so that the rows of a frame count up from `first_row`.
 */
export function seriesFrame(head: FrameHead, series: readonly SeriesPoints[], firstRow: number): Uint8Array {
  const last = series.reduce((highest, { row }) => Math.max(highest, row.at(-1) ?? -1), firstRow - 1);
  const { meta, columns } = emptyFrame(head, { firstRow, rows: last - firstRow + 1, points: series.reduce((sum, { value }) => sum + value.length, 0) });
  const stages = new Map<string, number>();
  const order = rowOrder(series);
  order.forEach(({ of, at }, index) => {
    const from = series[of];
    if (from) setPoint({ columns, from, at, index, name: of, firstRow, stage: stageIndex(stages, from.stage) });
  });
  const [ts, step, stage, row, name, value, kind] = columns;
  return encodeColumns({ meta: { ...meta, names: series.map((one) => one.name), stages: [...stages.keys()] }, columns: [ts, step, stage, row, name, value, kind] });
}

type FrameColumns = readonly [Float64Array, Float64Array, Int32Array, Uint32Array, Uint32Array, Float64Array, Uint8Array];

function emptyFrame(head: FrameHead, { firstRow, rows, points }: { firstRow: number; rows: number; points: number }): { meta: PointsMeta; columns: FrameColumns } & Columns {
  const meta: PointsMeta = { ...head, first_row: firstRow, names: [], stages: [] };
  const columns: FrameColumns = [new Float64Array(rows).fill(NaN), new Float64Array(rows).fill(NaN), new Int32Array(rows).fill(-1), new Uint32Array(points), new Uint32Array(points), new Float64Array(points), new Uint8Array(points)];
  return { meta, columns };
}

/** Every point as (series, place in it), by row, then in the order of the series. */
function rowOrder(series: readonly SeriesPoints[]): { of: number; at: number; row: number }[] {
  const order = series.flatMap(({ row }, of) => Array.from(row, (value, at) => ({ of, at, row: value })));
  return order.sort((a, b) => a.row - b.row || a.of - b.of);
}

interface PlacedPoint {
  readonly columns: FrameColumns;
  readonly from: SeriesPoints;
  readonly at: number;
  readonly index: number;
  readonly name: number;
  readonly firstRow: number;
  readonly stage: number;
}

function setPoint({ columns, from, at, index, name, firstRow, stage }: PlacedPoint): void {
  const [ts, step, stages, rows, names, values, kinds] = columns;
  const row = (from.row[at] ?? 0) - firstRow;
  ts[row] = from.ts[at] ?? NaN;
  step[row] = from.step[at] ?? NaN;
  stages[row] = stage;
  rows[index] = row;
  names[index] = name;
  values[index] = from.value[at] ?? NaN;
  kinds[index] = from.kind[at] ?? 0;
}

function stageIndex(stages: Map<string, number>, stage: string | null): number {
  if (stage === null) return -1;
  const index = stages.get(stage) ?? stages.size;
  stages.set(stage, index);
  return index;
}
