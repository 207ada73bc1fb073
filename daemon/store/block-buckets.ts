import type { Grid } from './bucket-width.js';
import { frameOf } from './codec/frame.js';
import { codec, columnLimit, memory } from './codec/wasm-codec.js';

const { POINTS, ROWS, PLACES_X, AXIS_BYTES, FRAME, MOST_BUCKETS } = codec;
const values = new Float64Array(memory, POINTS.value, columnLimit);
const rows = new Uint32Array(memory, ROWS.value, columnLimit);
const places = [0, 1].map((axis) => new Float64Array(memory, PLACES_X.value + axis * AXIS_BYTES.value, columnLimit));
const packed = new Uint8Array(memory, FRAME.value);
/** Columns of a summary. */
const columns = 7;

/** Keeps x of every row of a block on the axis of this number, 0 or 1, until it is told others. */
export function holdPlaces(axis: number, x: Float64Array): void {
  places[axis]?.set(x);
}

/** Keeps the points of a series in the block, whose rows are 0, 1, 2, ... when not given. */
export function holdPoints(value: Float64Array, row: Uint32Array | undefined): void {
  values.set(value);
  if (row !== undefined) rows.set(row);
}

/** The frame of the summary of the first `points` points that are held, in buckets of the grid; undefined when none is in a bucket. */
export function packBuckets(points: number, isEveryRow: boolean, axis: number, { width, first, buckets }: Grid): Uint8Array | undefined {
  if (buckets > MOST_BUCKETS.value) throw new RangeError(`${buckets} buckets of a block`);
  const length = codec.packBuckets(points, isEveryRow ? 1 : 0, axis, width, first, buckets);
  return length === 0 ? undefined : frameOf(columns, packed.subarray(0, length));
}
