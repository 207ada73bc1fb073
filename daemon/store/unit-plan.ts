import type { Sql } from '../api/database.js';
import type { Grid } from './bucket-width.js';
import { blockLimit } from './chunk-key.js';
import { fanOut, leastSummed, topLevel, unitGrid, type UnitAxis } from './summary.js';
import type { SummedUnit } from './summary-codec.js';
import { unitBlocks } from './summary-key.js';

/** A unit whose summaries are folded, or, without grid, a block whose points are. */
export interface PlannedUnit {
  readonly level: number;
  readonly no: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly grid: Grid | undefined;
}

/** What a plan is made for. */
export interface PlanAim {
  readonly stream: number;
  readonly axis: UnitAxis;
  /** The buckets that are to be filled. */
  readonly grid: Grid;
}

interface UnitRow {
  readonly no: number;
  readonly first_row: number;
  readonly rows: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The units from number `from` to `to` of a level that overlap the grid, in file order, as coarse as the grid allows: a unit with wider buckets
 * than the grid's, and one that does not exist, is replaced by those below it, a block at last by its points.
 */
export function* planUnits(sql: Sql, aim: PlanAim, level: number = topLevel, from = 0, to = blockLimit / unitBlocks(level)): Generator<PlannedUnit> {
  let next = from;
  for (const row of unitRows(sql, aim, level, { from, to })) {
    if (row.no > next && level > 0) yield* planUnits(sql, aim, level - 1, next * fanOut, row.no * fanOut);
    next = row.no + 1;
    if (row.low === null || row.high === null || !overlaps(aim.grid, row.low, row.high)) continue;
    const grid = unitGrid(aim.axis, level, row.low, row.high);
    const unit = { level, no: row.no, firstRow: row.first_row, rows: row.rows };
    if (grid.width <= aim.grid.width && (level > 0 || row.rows >= leastSummed)) yield { ...unit, grid };
    else if (level > 0) yield* planUnits(sql, aim, level - 1, row.no * fanOut, (row.no + 1) * fanOut);
    else yield { ...unit, grid: undefined };
  }
  if (level > 0 && next < to) yield* planUnits(sql, aim, level - 1, next * fanOut, to * fanOut);
}

/** All units of a level that have x on an axis, with their grids. */
export function unitsOf(sql: Sql, stream: number, axis: UnitAxis, level: number): (SummedUnit & { readonly no: number })[] {
  return unitRows(sql, { stream, axis }, level, { from: 0, to: blockLimit }).flatMap(({ no, first_row: firstRow, rows, low, high }) => (low === null || high === null ? [] : [{ no, firstRow, rows, grid: unitGrid(axis, level, low, high) }]));
}

function unitRows(sql: Sql, { stream, axis }: Pick<PlanAim, 'stream' | 'axis'>, level: number, { from, to }: { from: number; to: number }): UnitRow[] {
  const bounds = axis === 'step' ? 'step_low as low, step_high as high' : 'ts_low as low, ts_high as high';
  if (level === 0) return sql.all<UnitRow>(`select no, first_row, rows, ${bounds} from metric_blocks where stream_id = ? and no >= ? and no < ? order by no`, stream, from, to);
  return sql.all<UnitRow>(`select no, first_row, rows, ${bounds} from metric_units where stream_id = ? and level = ? and no >= ? and no < ? order by no`, stream, level, from, to);
}

function overlaps({ first, width, buckets }: Grid, low: number, high: number): boolean {
  return high >= first * width && low < (first + buckets) * width;
}
