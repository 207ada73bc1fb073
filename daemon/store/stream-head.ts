import type { EventBlock } from '../api/event-block.js';
import { HeadColumn } from './head-column.js';

const rowBytes = 8 + 8 + 4;
const least = 16;

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
  readonly #expected: number;
  readonly #columns = new Map<number, HeadColumn>();

  /** Room for `expected` rows is made at once, in the columns of series that begin with the head too: growing by and by costs as much as keeping the points. */
  constructor(expected = least) {
    this.#expected = roomFor(expected);
    this.ts = new Float64Array(this.#expected);
    this.step = new Float64Array(this.#expected);
    this.stage = new Int32Array(this.#expected);
    this.bytes = this.#expected * rowBytes;
  }

  /** By ordinal of the series, in the order in which they came. */
  get columns(): ReadonlyMap<number, HeadColumn> {
    return this.#columns;
  }

  /** The column of a series, made when it is new. */
  column(ordinal: number): HeadColumn {
    const known = this.#columns.get(ordinal);
    if (known !== undefined) return known;
    const column = new HeadColumn(ordinal, this.points === 0 ? this.#expected : least);
    this.#columns.set(ordinal, column);
    return column;
  }

  /** Adds a block's rows; `stageOf` translates its stages, negative = none. Answers the row that the first of them became. */
  addRows(block: EventBlock, stageOf: Int32Array): number {
    const first = this.rows;
    this.rows += block.rows;
    if (this.rows > this.ts.length) this.#growRows();
    this.ts.set(block.ts.subarray(0, block.rows), first);
    this.step.set(block.step.subarray(0, block.rows), first);
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
