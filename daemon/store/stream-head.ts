import type { EventBlock } from '../api/event-block.js';
import { HeadColumn } from './head-column.js';

const rowBytes = 8 + 8 + 4;
const least = 16;
/** A head of so many rows was sealed for its size, and will be followed by another. */
const bulkRows = 1024;

/** The rows of one stream that are not on disk yet: an axis that grows, and a growing column per series. Rows are counted from 0. */
export class StreamHead {
  rows = 0;
  points = 0;
  /** Memory that it takes, as of the last `measure`. */
  bytes: number;
  ts: Float64Array;
  step: Float64Array;
  /** Index into the stream's stages, or -1. */
  stage: Int32Array;
  /** Points that a new column has room for. */
  #expected = least;
  readonly #columns = new Map<number, HeadColumn>();

  /** A head that follows a full one makes room for as much at once: growing by and by costs as much as keeping the points. */
  constructor(before?: StreamHead) {
    const isBulk = before !== undefined && before.rows >= bulkRows;
    const rows = roomFor(isBulk ? before.rows : least);
    this.ts = new Float64Array(rows);
    this.step = new Float64Array(rows);
    this.stage = new Int32Array(rows);
    this.bytes = rows * rowBytes;
    if (isBulk) this.expect(before.points, before.columns.size);
  }

  /** By ordinal of the series, in the order in which they came. */
  get columns(): ReadonlyMap<number, HeadColumn> {
    return this.#columns;
  }

  /** The column of a series, made when it is new. */
  column(ordinal: number): HeadColumn {
    const known = this.#columns.get(ordinal);
    if (known !== undefined) return known;
    const column = new HeadColumn(ordinal, this.#expected);
    this.#columns.set(ordinal, column);
    return column;
  }

  /** So many points of so many series are to come: the average, and not the rows, so that thousands of rare series take little. */
  expect(points: number, series: number): void {
    this.#expected = Math.max(this.#expected, roomFor(points / Math.max(series, 1)));
  }

  /** Adds a block's rows; `stageOf` translates its stages, negative = none. Answers the row that the first of them became. */
  addRows(block: EventBlock, stageOf: readonly number[]): number {
    const first = this.rows;
    this.rows += block.rows;
    if (this.rows > this.ts.length) this.#growRows();
    if (block.rows === 1) {
      // Views cost more than the one number that they would copy.
      this.ts[first] = block.ts[0] ?? NaN;
      this.step[first] = block.step[0] ?? NaN;
    } else {
      this.ts.set(block.ts.subarray(0, block.rows), first);
      this.step.set(block.step.subarray(0, block.rows), first);
    }
    const { stage: target } = this;
    const { stage: source, rows } = block;
    for (let i = 0; i < rows; i++) target[first + i] = Math.max(stageOf[source[i] ?? -1] ?? -1, -1);
    return first;
  }

  /** Counted once a block: the bound on the memory is asked for at every turn, over all streams. */
  measure(): void {
    this.bytes = this.ts.length * rowBytes;
    for (const column of this.#columns.values()) this.bytes += column.bytes;
  }

  #growRows(): void {
    const size = roomFor(this.rows);
    this.ts = copied(new Float64Array(size), this.ts);
    this.step = copied(new Float64Array(size), this.step);
    this.stage = copied(new Int32Array(size), this.stage);
  }
}

function roomFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, least)));
}

function copied<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
