import type { Sql } from '../api/database.js';
import { decodeAxis, decodeChunk } from './block-codec.js';
import type { BlockPart, ColumnPart } from './block-part.js';
import { chunkKey } from './chunk-key.js';
import { encodeBlock, type EncodedBlock } from './encode-block.js';
import type { OpenStream } from './open-stream.js';
import type { Sealing } from './sealing/sealing.js';
import { SummaryTable } from './summary-table.js';

/** A block whose bytes another thread may be at. */
interface BegunBlock {
  readonly stream: OpenStream;
  readonly no: number;
  readonly part: BlockPart;
  readonly encoded: () => EncodedBlock;
}

/** Sealed blocks of a stream, as the writer sees them. */
export class BlockTable {
  readonly #sql: Sql;
  readonly #sealing: Sealing | undefined;
  readonly #summaries: SummaryTable;
  #begun: BegunBlock[] = [];
  /** The last block of each stream that has begun ones. */
  readonly #last = new Map<OpenStream, BegunBlock>();

  constructor(sql: Sql, sealing: Sealing | undefined) {
    this.#sql = sql;
    this.#sealing = sealing;
    this.#summaries = new SummaryTable(sql);
  }

  /** Writes a block and the chunk of each of its series under number `no`, in place of what was there. What another thread encodes is written by `settle`. */
  write(stream: OpenStream, no: number, part: BlockPart): void {
    const handed = this.#sealing?.begin(part);
    const block = { stream, no, part, encoded: handed ?? (() => encodeBlock(part)) };
    if (handed === undefined && this.#begun.length === 0) {
      this.#insert(block);
      return;
    }
    this.#begun.push(block);
    this.#last.set(stream, block);
  }

  /** Puts all that was written into the open transaction, in its order. */
  settle(): void {
    const begun = this.#begun;
    this.#begun = [];
    this.#last.clear();
    for (const block of begun) this.#insert(block);
  }

  /** The same, before the transaction is committed. */
  endTurn(): void {
    this.settle();
    this.#sealing?.endTurn();
  }

  /** Forgets what is not settled. */
  forget(): void {
    this.#begun = [];
    this.#last.clear();
    this.#sealing?.forget();
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
    const last = this.#last.get(stream);
    if (last?.no === no) return last.part.rows;
    this.settle();
    return this.#sql.get<{ rows: number }>('select rows from metric_blocks where stream_id = ? and no = ?', stream.id, no)?.rows ?? 0;
  }

  /** Reads a block back; throws Damage. */
  read(stream: OpenStream, no: number): BlockPart {
    this.settle();
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
    this.settle();
    this.#summaries.remove(stream, no);
    for (const ordinal of stream.list.series.keys()) this.#sql.run('delete from metric_chunks where key = ?', keyOf(stream, ordinal, no));
    this.#sql.run('delete from metric_blocks where stream_id = ? and no = ?', stream.id, no);
  }

  #insert({ stream, no, part, encoded }: BegunBlock): void {
    const { spans, axis, columns } = encoded();
    this.#sql.run('insert or replace into metric_blocks (stream_id, no, first_row, rows, step_low, step_high, ts_low, ts_high, axis) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      stream.id, no, part.firstRow, part.rows, ...spans.step, ...spans.time, axis);
    const ordinals = part.columns.keys();
    for (const { chunk, frames } of columns) {
      const ordinal = ordinals.next().value ?? -1;
      this.#sql.run('insert or replace into metric_chunks (key, data) values (?, ?)', keyOf(stream, ordinal, no), chunk);
      this.#summaries.put(stream, ordinal, no, frames);
    }
    this.#summaries.build(stream, no, part.rows);
  }
}

function keyOf(stream: OpenStream, ordinal: number, no: number): number {
  return chunkKey(stream.list.series[ordinal]?.id ?? 0, no);
}
