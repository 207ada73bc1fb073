import type { BucketColumns } from '../api/metrics.js';
import type { Grid } from './bucket-width.js';
import { gridOf } from './bucket-width.js';

/** The axes that have buckets of their own; the relative axis is the time axis, counted from an origin. */
export type UnitAxis = 'step' | 'time';
export const unitAxes: readonly UnitAxis[] = ['step', 'time'];

/** Units of the level below in one unit: 16 blocks are a unit of level 1, 256 of level 2, 4,096 of level 3. */
export const fanOut = 16;
/** Coarsest level; level 0 are the blocks. */
export const topLevel = 3;
/** A block of fewer rows has no summary: its points are read as fast. */
export const leastSummed = 512;

/** Least width of a bucket: one step, or the grain of a clock in float64 seconds of this century. */
export const leastWidth = { step: 1, time: 2 ** -22 } as const;

/** The buckets that hold points, in x order. */
export interface Summary extends BucketColumns {
  /** Number of the bucket in its grid. */
  readonly index: Float64Array;
  /**
   * Ordinals in the file of first, last, min and max: when buckets are joined, they say which came first. Where the buckets follow each other
   * in the file as they do in x, any four numbers of a bucket that are behind those of the one before do.
   */
  readonly firstRow: Float64Array;
  readonly lastRow: Float64Array;
  readonly minRow: Float64Array;
  readonly maxRow: Float64Array;
}

/** Most buckets of a unit, by level. A block has half of what the levels above suggest: they are most of what summaries cost, and pictures so fine read points nearly as fast. */
const mostBuckets = [32, 256, 1024, 4096];

/** The grid of a unit, which follows from the bounds of its rows alone. */
export function unitGrid(axis: UnitAxis, level: number, low: number, high: number): Grid {
  return gridOf(low, high, mostBuckets[level] ?? 0, leastWidth[axis]);
}

/** x of every row on an axis; a row without step counts under its ordinal in the file. */
export function rowPlaces(axis: UnitAxis, part: { readonly firstRow: number; readonly step: Float64Array; readonly ts: Float64Array }): Float64Array {
  if (axis === 'time') return part.ts;
  const { step, firstRow } = part;
  let places = step;
  for (let i = 0; i < step.length; i++) {
    const own = step[i] ?? NaN;
    if (own === own) continue;
    if (places === step) places = step.slice();
    places[i] = firstRow + i;
  }
  return places;
}
