import type { Sql } from '../api/database.js';
import { decodeAxis, decodeChunk, encodeAxis, encodeChunk } from './block-codec.js';
import type { BlockPart, ColumnPart } from './block-part.js';
import { chunkKey } from './chunk-key.js';
import type { OpenStream } from './open-stream.js';
import { SummaryTable } from './summary-table.js';

/** Sealed blocks of a stream, as the writer sees them. */
export class BlockTable {
  readonly #sql: Sql;
  readonly #summaries: SummaryTable;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#summaries = new SummaryTable(sql);
  }

  /** Writes a block and the chunk of each of its series under number `no`, in place of what was there. */
  write(stream: OpenStream, no: number, part: BlockPart): void {
    const spans = { step: stepSpan(part), time: timeSpan(part) };
    this.#sql.run('insert or replace into metric_blocks (stream_id, no, first_row, rows, step_low, step_high, ts_low, ts_high, axis) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      stream.id, no, part.firstRow, part.rows, ...spans.step, ...spans.time, encodeAxis(part.step, part.ts));
    for (const [ordinal, column] of part.columns) {
      this.#sql.run('insert or replace into metric_chunks (key, data) values (?, ?)', keyOf(stream, ordinal, no), encodeChunk(column, part.rows));
    }
    this.#summaries.add(stream, no, part, spans);
  }

  /** Writes the sums of these series; a new one gets its row. */
  writeSums(stream: OpenStream, ordinals: Iterable<number>): void {
    for (const ordinal of ordinals) {
      const series = stream.list.series[ordinal];
      if (series === undefined) continue;
      if (series.isStored) this.#sql.run('update metric_series set sums = ? where id = ?', series.sums.bytes(), series.id);
      else {
        const { name, stage } = stream.stored(series);
        this.#sql.run('insert into metric_series (id, stream_id, name, stage, sums) values (?, ?, ?, ?, ?)', series.id, stream.id, name, stage, series.sums.bytes());
      }
      series.isStored = true;
    }
  }

  /** Number of rows of a block. */
  rowsOf(stream: OpenStream, no: number): number {
    return this.#sql.get<{ rows: number }>('select rows from metric_blocks where stream_id = ? and no = ?', stream.id, no)?.rows ?? 0;
  }

  /** Reads a block back; throws Damage. */
  read(stream: OpenStream, no: number): BlockPart {
    const row = this.#sql.get<{ first_row: number; rows: number; axis: Uint8Array }>('select first_row, rows, axis from metric_blocks where stream_id = ? and no = ?', stream.id, no);
    if (row === undefined) return { firstRow: 0, rows: 0, ts: new Float64Array(0), step: new Float64Array(0), columns: new Map() };
    const columns = new Map<number, ColumnPart>();
    for (const ordinal of stream.list.series.keys()) {
      const chunk = this.#sql.get<{ data: Uint8Array }>('select data from metric_chunks where key = ?', keyOf(stream, ordinal, no));
      if (chunk !== undefined) columns.set(ordinal, decodeChunk(chunk.data, row.rows));
    }
    return { firstRow: row.first_row, rows: row.rows, ...decodeAxis(row.axis, row.rows), columns };
  }

  remove(stream: OpenStream, no: number): void {
    this.#summaries.remove(stream, no);
    for (const ordinal of stream.list.series.keys()) this.#sql.run('delete from metric_chunks where key = ?', keyOf(stream, ordinal, no));
    this.#sql.run('delete from metric_blocks where stream_id = ? and no = ?', stream.id, no);
  }
}

function keyOf(stream: OpenStream, ordinal: number, no: number): number {
  return chunkKey(stream.list.series[ordinal]?.id ?? 0, no);
}

/** Least and greatest step, where a row without one counts under its ordinal. */
function stepSpan({ firstRow, step }: BlockPart): readonly [number | null, number | null] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < step.length; i++) {
    const own = step[i] ?? NaN;
    const x = Number.isNaN(own) ? firstRow + i : own;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low > high ? [null, null] : [low, high];
}

/** Least and greatest finite timestamp; null when there is none. */
function timeSpan({ ts }: BlockPart): readonly [number | null, number | null] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < ts.length; i++) {
    const x = ts[i] ?? NaN;
    if (!Number.isFinite(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low > high ? [null, null] : [low, high];
}
