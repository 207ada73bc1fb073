import { isShared } from './shared-columns.js';

/** Steps and times of rows; row 0 has the ordinal `firstRow` in its file. */
export interface RowAxis {
  readonly firstRow: number;
  readonly ts: Float64Array;
  /** NaN = no step. */
  readonly step: Float64Array;
}

/** Least and greatest of some rows; least above greatest when there is none. On x a row without step counts under its ordinal. */
export interface RowBounds {
  readonly lowestStep: number;
  readonly highestStep: number;
  readonly xLow: number;
  readonly xHigh: number;
  readonly tsLow: number;
  readonly tsHigh: number;
  readonly noStep: number;
}

let last: { readonly row: Uint32Array; readonly axis: RowAxis; readonly bounds: RowBounds } | undefined;

/** The bounds of rows on their axis. Series that have a point in every row have the same ones, which are computed once. */
export function boundsOf(row: Uint32Array, axis: RowAxis): RowBounds {
  if (!isShared(row)) return computed(row, axis);
  if (last?.axis === axis && last.row.byteOffset === row.byteOffset && last.row.length === row.length) return last.bounds;
  last = { row, axis, bounds: computed(row, axis) };
  return last.bounds;
}

function computed(row: Uint32Array, { firstRow, step, ts }: RowAxis): RowBounds {
  let [lowestStep, highestStep, xLow, xHigh, tsLow, tsHigh, noStep] = [Infinity, -Infinity, Infinity, -Infinity, Infinity, -Infinity, 0];
  for (let i = 0; i < row.length; i++) {
    const place = row[i] ?? 0;
    let x = step[place] ?? NaN;
    if (Number.isNaN(x)) {
      noStep++;
      x = firstRow + place;
    } else {
      if (x < lowestStep) lowestStep = x;
      if (x > highestStep) highestStep = x;
    }
    if (x < xLow) xLow = x;
    if (x > xHigh) xHigh = x;
    const time = ts[place] ?? NaN;
    if (!Number.isFinite(time)) continue;
    if (time < tsLow) tsLow = time;
    if (time > tsHigh) tsHigh = time;
  }
  return { lowestStep, highestStep, xLow, xHigh, tsLow, tsHigh, noStep };
}
