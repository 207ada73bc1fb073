// Folds the points of a block into buckets and packs these: 12 us for 4,096 points and 32 buckets, where `buckets.ts` and `summary-codec.ts`,
// its plain twins, take 90: no column is made, and none leaves this memory but packed.
import { encode } from './codec';
import { AXIS_BYTES, BUCKETS, FRAME, FULL, MOST_BUCKETS, OUT, PLACES_X, POINTS, ROWS, VALUES } from './memory';
import { at } from './numbers';
export { AXIS_BYTES, FRAME, MOST_BUCKETS, PLACES_X, POINTS, ROWS };

const COUNT: u32 = 0, NAN: u32 = 1, POS_INF: u32 = 2, NEG_INF: u32 = 3, FIRST: u32 = 4, LAST: u32 = 5, MIN: u32 = 6, MAX: u32 = 7, MIN_X: u32 = 8, MAX_X: u32 = 9;
const FIRST_ROW: u32 = 10, LAST_ROW: u32 = 11, MIN_ROW: u32 = 12, MAX_ROW: u32 = 13, SUM: u32 = 14, REST: u32 = 15, COLUMNS: u32 = 16;

let isEveryRow: bool = false;
/** x of the rows. */
let x: usize = 0;
/** Number of buckets that hold anything. */
let full: u32 = 0;
/** End of what is packed. */
let end: usize = 0;

@inline function cell(column: u32, bucket: u32): usize { return BUCKETS + (<usize>(column * MOST_BUCKETS + bucket) << 3); }
@inline function fullAt(i: u32): u32 { return load<u32>(FULL + (<usize>i << 2)); }
@inline function rowOf(i: u32): u32 { return isEveryRow ? i : load<u32>(ROWS + (<usize>i << 2)); }
@inline function xOf(i: u32): f64 { return load<f64>(at(x, rowOf(i))); }

/** Folds `count` points into the buckets of a grid and packs the seven columns of their summary to FRAME; answers their bytes, 0 when no bucket holds anything. */
export function packBuckets(count: u32, everyRow: bool, axis: u32, width: f64, first: f64, buckets: u32): u32 {
  isEveryRow = everyRow;
  x = PLACES_X + <usize>axis * AXIS_BYTES;
  memory.fill(BUCKETS, 0, <usize>COLUMNS * 8 * <usize>MOST_BUCKETS);
  fold(count, width, first, <f64>buckets);
  full = 0;
  for (let i: u32 = 0; i < buckets; i++) {
    if (load<f64>(cell(COUNT, i)) + load<f64>(cell(NAN, i)) + load<f64>(cell(POS_INF, i)) + load<f64>(cell(NEG_INF, i)) == 0) continue;
    store<u32>(FULL + (<usize>full << 2), i);
    full++;
  }
  if (full == 0) return 0;
  end = FRAME;
  packAll();
  return <u32>(end - FRAME);
}

function fold(count: u32, width: f64, first: f64, buckets: f64): void {
  for (let from: u32 = 0; from < count;) {
    const bucket = floor(xOf(from) / width);
    const place = bucket - first;
    let to = from + 1;
    if (place >= 0 && place < buckets) {
      const low = bucket * width;
      const high = (bucket + 1) * width;
      while (to < count) {
        const next = xOf(to);
        if (!(next >= low && next < high)) break;
        to++;
      }
      takeRun(<u32>place, from, to);
    }
    from = to;
  }
}

/** Takes consecutive points of one bucket. */
function takeRun(bucket: u32, from: u32, to: u32): void {
  const before = load<f64>(cell(COUNT, bucket));
  let low = before == 0 ? NaN : load<f64>(cell(MIN, bucket));
  let high = before == 0 ? NaN : load<f64>(cell(MAX, bucket));
  let sum = load<f64>(cell(SUM, bucket));
  let rest = load<f64>(cell(REST, bucket));
  let count: f64 = 0;
  let firstAt: i32 = -1, lastAt: i32 = -1, lowAt: i32 = -1, highAt: i32 = -1;
  for (let i = from; i < to; i++) {
    const one = load<f64>(at(POINTS, i));
    if (one - one != 0) {
      const odd = cell(one > 0 ? POS_INF : one < 0 ? NEG_INF : NAN, bucket);
      store<f64>(odd, load<f64>(odd) + 1);
      continue;
    }
    count++;
    if (firstAt < 0) firstAt = <i32>i;
    lastAt = <i32>i;
    // Written so that the first value wins over NaN, and the first of equal ones stays.
    if (!(one >= low)) {
      low = one;
      lowAt = <i32>i;
    }
    if (!(one <= high)) {
      high = one;
      highAt = <i32>i;
    }
    const next = sum + one;
    const added = next - sum;
    rest += sum - (next - added) + (one - added);
    sum = next;
  }
  if (count == 0) return;
  store<f64>(cell(COUNT, bucket), before + count);
  store<f64>(cell(SUM, bucket), sum);
  store<f64>(cell(REST, bucket), rest);
  if (before == 0) place(FIRST, FIRST_ROW, bucket, <u32>firstAt);
  place(LAST, LAST_ROW, bucket, <u32>lastAt);
  if (lowAt >= 0) {
    place(MIN, MIN_ROW, bucket, <u32>lowAt);
    store<f64>(cell(MIN_X, bucket), xOf(<u32>lowAt));
  }
  if (highAt >= 0) {
    place(MAX, MAX_ROW, bucket, <u32>highAt);
    store<f64>(cell(MAX_X, bucket), xOf(<u32>highAt));
  }
}

@inline function place(value: u32, row: u32, bucket: u32, i: u32): void {
  store<f64>(cell(value, bucket), load<f64>(at(POINTS, i)));
  store<f64>(cell(row, bucket), <f64>rowOf(i));
}

/** What holds no finite value has no extremes and no sum; a sum beyond float64 is infinite, and what rounding took from it is no number. */
function packAll(): void {
  packIndex();
  pick(COUNT, 0, false);
  packColumn(full);
  packTogether(NAN, 3, isAllZero(NAN) && isAllZero(POS_INF) && isAllZero(NEG_INF), false);
  packTogether(FIRST, 4, false, true);
  packTogether(MIN_X, 2, false, true);
  for (let i: u32 = 0; i < full; i++) {
    const sum = load<f64>(cell(SUM, fullAt(i)));
    const hasValues = load<f64>(cell(COUNT, fullAt(i))) > 0;
    store<f64>(at(VALUES, i), !hasValues ? NaN : isFinite(sum) ? sum + load<f64>(cell(REST, fullAt(i))) : sum);
  }
  packColumn(full);
  packTogether(FIRST_ROW, 4, isInFileOrder(), false);
}

/** The numbers of the full buckets; none when all are full. */
function packIndex(): void {
  let isDense = true;
  for (let i: u32 = 0; i < full; i++) {
    isDense = isDense && fullAt(i) == i;
    store<f64>(at(VALUES, i), <f64>fullAt(i));
  }
  packColumn(isDense ? 0 : full);
}

/** Packs neighbouring columns as one. */
function packTogether(column: u32, columns: u32, isLeftOut: bool, isOfValues: bool): void {
  if (!isLeftOut) for (let i: u32 = 0; i < columns; i++) pick(column + i, i * full, isOfValues);
  packColumn(isLeftOut ? 0 : columns * full);
}

function pick(column: u32, to: u32, isOfValues: bool): void {
  for (let i: u32 = 0; i < full; i++) {
    const bucket = fullAt(i);
    store<f64>(at(VALUES, to + i), isOfValues && load<f64>(cell(COUNT, bucket)) == 0 ? NaN : load<f64>(cell(column, bucket)));
  }
}

function isAllZero(column: u32): bool {
  for (let i: u32 = 0; i < full; i++) if (load<f64>(cell(column, fullAt(i))) != 0) return false;
  return true;
}

/** Do the buckets follow each other in the file as they do in x? */
function isInFileOrder(): bool {
  let before: f64 = -1;
  for (let i: u32 = 0; i < full; i++) {
    const bucket = fullAt(i);
    if (load<f64>(cell(COUNT, bucket)) == 0) continue;
    if (load<f64>(cell(FIRST_ROW, bucket)) <= before) return false;
    before = load<f64>(cell(LAST_ROW, bucket));
  }
  return true;
}

/** A column as `column.ts` writes it: format, count, length, payload. */
function packColumn(count: u32): void {
  const answer = count == 0 ? 0 : encode(count);
  const length = answer & 0xffffff;
  store<u8>(end++, <u8>(answer >> 24));
  putWhole(count);
  putWhole(length);
  memory.copy(end, OUT, length);
  end += length;
}

function putWhole(value: u32): void {
  for (; value >= 128; value >>= 7) store<u8>(end++, <u8>value | 128);
  store<u8>(end++, <u8>value);
}
