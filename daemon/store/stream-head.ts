import type { EventBlock } from '../api/event-block.js';

const rowBytes = 8 + 8 + 4;
const pointBytes = 4 + 4 + 8 + 1;

/**
 * The rows of one stream that are not on disk yet, as columns that grow. A point names its series by its ordinal in
 * the stream's list. Rows are counted from 0 in the head.
 */
export class StreamHead {
  rows = 0;
  ts = new Float64Array(16);
  step = new Float64Array(16);
  /** Index into the stream's stages, or -1. */
  stage = new Int32Array(16);

  points = 0;
  row = new Uint32Array(32);
  series = new Uint32Array(32);
  value = new Float64Array(32);
  kind = new Uint8Array(32);

  get bytes(): number {
    return this.ts.length * rowBytes + this.value.length * pointBytes;
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

  /** Makes room for `count` more points. */
  reserve(count: number): void {
    const need = this.points + count;
    if (need <= this.value.length) return;
    const size = grown(need);
    this.row = copied(new Uint32Array(size), this.row);
    this.series = copied(new Uint32Array(size), this.series);
    this.value = copied(new Float64Array(size), this.value);
    this.kind = copied(new Uint8Array(size), this.kind);
  }

  addPoint(row: number, series: number, value: number, kind: number): void {
    const i = this.points++;
    this.row[i] = row;
    this.series[i] = series;
    this.value[i] = value;
    this.kind[i] = kind;
  }

  #growRows(): void {
    const size = grown(this.rows);
    this.ts = copied(new Float64Array(size), this.ts);
    this.step = copied(new Float64Array(size), this.step);
    this.stage = copied(new Int32Array(size), this.stage);
  }
}

function grown(need: number): number {
  return 2 ** Math.ceil(Math.log2(need));
}

function copied<T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
