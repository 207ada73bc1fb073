import type { Columns } from '../../../../schemas/columns.js';
import { pointsMeta } from '../../../../schemas/experiments.js';

/** Points of one event file as a columns frame brings them (see `pointsMeta`). */
export interface PointsFrame {
  readonly file: string;
  readonly generation: number;
  readonly firstRow: number;
  /** Number of rows. */
  readonly rows: number;
  readonly names: readonly string[];
  readonly stages: readonly string[];
  readonly ts: ArrayLike<number>;
  /** NaN = no step. */
  readonly step: ArrayLike<number>;
  /** Index into `stages`; -1 = none. */
  readonly stage: ArrayLike<number>;
  /** Row of each point within the frame. */
  readonly row: ArrayLike<number>;
  readonly name: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** Reads a frame of the topic experiments.metrics, or of the points route. */
export function pointsFrame({ meta, columns }: Columns): PointsFrame {
  const { file, generation, first_row: firstRow, names, stages } = pointsMeta.parse(meta);
  const column = (i: number): ArrayLike<number> => columns[i] ?? new Float64Array(0);
  return { file, generation, firstRow, rows: column(0).length, names, stages, ts: column(0), step: column(1), stage: column(2), row: column(3), name: column(4), value: column(5) };
}
