import type { Sql } from '../api/database.js';
import { Buckets } from './buckets.js';
import { Damage } from './codec/damage.js';
import type { OpenStream } from './open-stream.js';
import { blockRows } from './split-head.js';
import { StoredPoints } from './stored-points.js';
import { fanOut, leastSummed, topLevel, unitAxes, unitGrid, type Summary, type UnitAxis } from './summary.js';
import { encodeSummary, summaryOf } from './summary-codec.js';
import { summaryKey, unitBlocks } from './summary-key.js';
import { UnitFold } from './unit-fold.js';
import { planUnits } from './unit-plan.js';

/** A block of more rows is never taken back: what follows it would have to be half as long, and both together one block. */
const mostTakenBack = Math.floor((blockRows * 2) / 3);

interface Unit {
  readonly level: number;
  readonly no: number;
  readonly firstRow: number;
}

interface UnitRow {
  readonly first_row: number;
  readonly step_low: number | null;
  readonly step_high: number | null;
  readonly ts_low: number | null;
  readonly ts_high: number | null;
}

/**
 * The summaries of a stream as its writer keeps them, in the transaction of its blocks: those of a block with the block, those of a unit as soon
 * as none of its blocks can be taken back to be joined with what follows.
 */
export class SummaryTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps the frames that a series has in block `no`, by axis. */
  put(stream: OpenStream, ordinal: number, no: number, frames: readonly (Uint8Array | undefined)[]): void {
    for (const [i, axis] of unitAxes.entries()) {
      const frame = frames[i];
      if (frame === undefined) continue;
      const key = summaryKey(idOf(stream, ordinal), axis, 0, no);
      this.#put(key, summaryOf(frame, key));
    }
  }

  /** Builds the units that are complete now that block `no`, of so many rows, is the last. */
  build(stream: OpenStream, no: number, rows: number): void {
    const settled = this.#settled(stream, no, rows);
    for (let level = 1; level <= topLevel; level++) {
      const complete = Math.floor(settled / unitBlocks(level));
      if (complete === 0) return;
      for (let unit = this.#built(stream, level); unit < complete; unit++) this.#build(stream, level, unit);
    }
  }

  /** Takes block `no` out again, with the units that it is part of. */
  remove(stream: OpenStream, no: number): void {
    const block = this.#sql.get<{ rows: number }>('select rows from metric_blocks where stream_id = ? and no = ?', stream.id, no);
    // The tail of a run of 10,000 series is taken back often, and mostly has no summaries.
    if (block === undefined || block.rows >= leastSummed) this.#drop(stream, 0, no);
    for (let level = 1; level <= topLevel; level++) {
      const unit = Math.floor(no / unitBlocks(level));
      if (this.#sql.run('delete from metric_units where stream_id = ? and level = ? and no >= ?', stream.id, level, unit) > 0) this.#drop(stream, level, unit);
    }
  }

  /** Number of leading blocks that stay as they are, `no` being the last. */
  #settled(stream: OpenStream, no: number, rows: number): number {
    if (rows > mostTakenBack) return no + 1;
    const before = this.#sql.get<{ rows: number }>('select rows from metric_blocks where stream_id = ? and no = ?', stream.id, no - 1);
    return before !== undefined && before.rows + rows > blockRows ? no : 0;
  }

  #built(stream: OpenStream, level: number): number {
    return (this.#sql.get<{ no: number | null }>('select max(no) as no from metric_units where stream_id = ? and level = ?', stream.id, level)?.no ?? -1) + 1;
  }

  #build(stream: OpenStream, level: number, no: number): void {
    const blocks = unitBlocks(level);
    this.#sql.run(
      'insert into metric_units (stream_id, level, no, first_row, rows, step_low, step_high, ts_low, ts_high) select ?, ?, ?, min(first_row), sum(rows), min(step_low), max(step_high), min(ts_low), max(ts_high) from metric_blocks where stream_id = ? and no >= ? and no < ?',
      stream.id, level, no, stream.id, no * blocks, (no + 1) * blocks,
    );
    const row = this.#sql.get<UnitRow>('select first_row, step_low, step_high, ts_low, ts_high from metric_units where stream_id = ? and level = ? and no = ?', stream.id, level, no);
    if (row === undefined) return;
    const unit = { level, no, firstRow: row.first_row };
    this.#buildAxis(stream, 'step', unit, row.step_low, row.step_high);
    this.#buildAxis(stream, 'time', unit, row.ts_low, row.ts_high);
  }

  #buildAxis(stream: OpenStream, axis: UnitAxis, { level, no, firstRow }: Unit, low: number | null, high: number | null): void {
    if (low === null || high === null) return;
    const aim = { stream: stream.id, axis, grid: unitGrid(axis, level, low, high) };
    const plan = [...planUnits(this.#sql, aim, level - 1, no * fanOut, (no + 1) * fanOut)];
    // Where x jumps about, the levels below are too coarse: readers go to them, or to the points, and the line does not decode 256 blocks in one turn.
    if (level > 1 && plan.some(({ grid, rows }) => grid === undefined && rows >= leastSummed)) return;
    const fold = new UnitFold(this.#sql, aim, new StoredPoints(this.#sql, stream.id, axis));
    for (const [ordinal, { id }] of stream.list.series.entries()) {
      const buckets = new Buckets(aim.grid);
      if (isWhole(() => fold.fold(plan, [{ ordinal, id, buckets }]))) this.#write(summaryKey(id, axis, level, no), buckets.summary(), firstRow);
    }
  }

  #write(key: number, summary: Summary, firstRow: number): void {
    if (summary.index.length > 0) this.#put(key, encodeSummary(summary, key, firstRow));
  }

  #put(key: number, data: Uint8Array): void {
    this.#sql.run('insert or replace into metric_summaries (key, data) values (?, ?)', key, data);
  }

  #drop(stream: OpenStream, level: number, from: number): void {
    for (const { id } of stream.list.series) {
      for (const axis of unitAxes) this.#sql.run('delete from metric_summaries where key >= ? and key < ?', summaryKey(id, axis, level, from), summaryKey(id, axis, level + 1, 0));
    }
  }
}

/** A unit with a damaged block has no summary: readers name the damage when they come to it. */
function isWhole(fold: () => void): boolean {
  try {
    fold();
    return true;
  } catch (failure) {
    if (failure instanceof Damage) return false;
    throw failure;
  }
}

function idOf(stream: OpenStream, ordinal: number): number {
  return stream.list.series[ordinal]?.id ?? 0;
}
