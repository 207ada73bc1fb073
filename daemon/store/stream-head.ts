import type { EventBlock } from '../api/event-block.js';
import { HeadColumn } from './head-column.js';

const rowBytes = 8 + 8 + 4;

/** The rows of one stream that are not on disk yet: an axis that grows, and a growing column per series. Rows are counted from 0. */
export class StreamHead {
  rows = 0;
  points = 0;
  /** Memory that it takes, as of the last `measure`. */
  bytes = 16 * rowBytes;
  ts = new Float64Array(16);
  step = new Float64Array(16);
  /** Index into the stream's stages, or -1. */
  stage = new Int32Array(16);
  readonly #columns = new Map<number, HeadColumn>();

  /** By ordinal of the series, in the order in which they came. */
  get columns(): ReadonlyMap<number, HeadColumn> {
    return this.#columns;
  }

  /** The column of a series, made when it is new. */
  column(ordinal: number): HeadColumn {
    let column = this.#columns.get(ordinal);
    if (column === undefined) this.#columns.set(ordinal, (column = new HeadColumn(ordinal)));
    return column;
  }

  /** Adds a block's rows; `stageOf` translates its stages, negative = none. Answers the row that the first of them became. */
  addRows(block: EventBlock, stageOf: Int32Array): number {
    const first = this.rows;
    this.rows += block.rows;
    if (this.rows > this.ts.length) this.#growRows();
    this.ts.set(block.ts.subarray(0, block.rows), first);
    this.step.set(block.step.subarray(0, block.rows), first);
    for (let i = 0; i < block.rows; i++) {
      const stage = block.stage[i] ?? -1;
      this.stage[first + i] = stage < 0 ? -1 : Math.max(stageOf[stage] ?? -1, -1);
    }
    return first;
  }

  /** Counted once a block: the bound on the memory is asked for at every turn, over all streams. */
  measure(): void {
    this.bytes = this.ts.length * rowBytes;
    for (const column of this.#columns.values()) this.bytes += column.bytes;
  }

  #growRows(): void {
    const size = 2 ** Math.ceil(Math.log2(this.rows));
    this.ts = copied(new Float64Array(size), this.ts);
    this.step = copied(new Float64Array(size), this.step);
    this.stage = copied(new Int32Array(size), this.stage);
  }
}

function copied<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
