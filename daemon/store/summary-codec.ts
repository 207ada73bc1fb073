import type { Grid } from './bucket-width.js';
import { Damage } from './codec/damage.js';
import { decodeFrame, encodeFrame } from './codec/frame.js';
import type { Summary } from './summary.js';

/** Version of the layout below; a reader takes any other for damage, and reads the points instead. */
const layout = 2;
const headLength = 9;
const columnCount = 7;
const nothing = new Float64Array(0);

/** The unit that a summary is of. */
export interface SummedUnit {
  readonly grid: Grid;
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The blob of a summary: the layout's byte, its key as float64, and a frame of seven columns, index (empty when it counts up from 0), count, odd (NaN,
 * +Infinity and -Infinity one after the other; empty when there are none), values (first, last, min, max), places (x of min and max), sum, and
 * rows (of first, last, min, max, counted from the unit's first; empty when buckets follow each other in the file as in x).
 */
export function encodeSummary(summary: Summary, key: number, firstRow: number): Uint8Array {
  const { index, count, nan, posInf, negInf, first, last, min, max, minX, maxX, sum } = summary;
  const isDense = index.every((each, i) => each === i);
  const isPlain = [nan, posInf, negInf].every((column) => column.every((each) => each === 0));
  const frame = encodeFrame([isDense ? nothing : index, count, isPlain ? nothing : joined([nan, posInf, negInf]), joined([first, last, min, max]), joined([minX, maxX]), sum, rowsOf(summary, firstRow)]);
  return summaryOf(frame, key);
}

/** The blob of a summary whose frame is made. */
export function summaryOf(frame: Uint8Array, key: number): Uint8Array {
  const bytes = new Uint8Array(headLength + frame.length);
  bytes[0] = layout;
  new DataView(bytes.buffer).setFloat64(1, key, true);
  bytes.set(frame, headLength);
  return bytes;
}

/** Reads what `encodeSummary` wrote under this key of this unit; throws Damage, also when it is the summary of something else. */
export function decodeSummary(bytes: Uint8Array, key: number, unit: SummedUnit): Summary {
  if (bytes.length < headLength) throw new Damage(`${bytes.length} bytes are no summary`);
  if (bytes[0] !== layout) throw new Damage(`unknown layout ${bytes[0] ?? NaN}`);
  if (new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(1, true) !== key) throw new Damage('the summary of something else');
  const [index = nothing, count = nothing, odd = nothing, values = nothing, places = nothing, sum = nothing, order = nothing] = decodeFrame(bytes.subarray(headLength), columnCount);
  const length = count.length;
  const lengths = [index.length, odd.length, values.length, places.length, sum.length, order.length];
  const wanted = [index.length === 0 ? 0 : length, odd.length === 0 ? 0 : 3 * length, 4 * length, 2 * length, length, order.length === 0 ? 0 : 4 * length];
  if (lengths.some((each, i) => each !== wanted[i])) throw new Damage(`columns of ${lengths.join(', ')} values in a summary of ${length} buckets`);
  const part = (column: Float64Array, nth: number): Float64Array => column.subarray(nth * length, (nth + 1) * length);
  const none = odd.length === 0 ? new Float64Array(3 * length) : odd;
  const summary = {
    index: index.length === 0 ? Float64Array.from(count, (_, i) => i) : index, count, nan: part(none, 0), posInf: part(none, 1), negInf: part(none, 2),
    first: part(values, 0), last: part(values, 1), min: part(values, 2), max: part(values, 3), minX: part(places, 0), maxX: part(places, 1), sum,
    ...(order.length === 0 ? spreadRows(length, unit) : placedRows(order, unit)),
  };
  checkBuckets(summary, unit.grid);
  return summary;
}

type Rows = Pick<Summary, 'firstRow' | 'lastRow' | 'minRow' | 'maxRow'>;

function rowsOf({ firstRow, lastRow, minRow, maxRow, count }: Summary, from: number): Float64Array {
  let before = -1;
  let isOrdered = true;
  for (let i = 0; i < count.length; i++) {
    if (count[i] === 0) continue;
    isOrdered &&= (firstRow[i] ?? 0) > before;
    before = lastRow[i] ?? 0;
  }
  return isOrdered ? nothing : joined([firstRow, lastRow, minRow, maxRow]).map((row) => Math.max(0, row - from));
}

/** Buckets that follow each other in the file, spread over the unit's rows: there are as many rows as buckets at least. */
function spreadRows(length: number, { firstRow, rows }: SummedUnit): Rows {
  const spread = new Float64Array(length);
  for (let i = 0; i < length; i++) spread[i] = firstRow + Math.floor((rows * i) / length);
  return { firstRow: spread, lastRow: spread, minRow: spread, maxRow: spread };
}

function placedRows(order: Float64Array, { firstRow, rows }: SummedUnit): Rows {
  if (!order.every((row) => row >= 0 && row < rows)) throw new Damage(`a row beyond the ${rows} of the unit`);
  const all = order.map((row) => firstRow + row);
  const length = order.length / 4;
  return { firstRow: all.subarray(0, length), lastRow: all.subarray(length, 2 * length), minRow: all.subarray(2 * length, 3 * length), maxRow: all.subarray(3 * length) };
}

/** Buckets ascend inside the grid, and each holds the x of its extremes: a summary of the unit as it was before is not taken. */
function checkBuckets({ index, count, minX, maxX }: Summary, { first, width, buckets }: Grid): void {
  let before = -1;
  for (let i = 0; i < index.length; i++) {
    const at = index[i] ?? NaN;
    if (!(Number.isInteger(at) && at > before && at < buckets)) throw new Damage(`bucket ${at} in a grid of ${buckets}`);
    before = at;
    if ((count[i] ?? 0) > 0 && !(Math.floor((minX[i] ?? NaN) / width) - first === at && Math.floor((maxX[i] ?? NaN) / width) - first === at)) throw new Damage(`extremes of bucket ${at} lie elsewhere`);
  }
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}
