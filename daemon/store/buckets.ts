import type { Grid } from './bucket-width.js';
import type { Summary } from './summary.js';

interface Points {
  /** Row of each point, counted from the first row of its block. */
  readonly row: Uint32Array;
  readonly value: Float64Array;
}

interface PlacedPoints extends Points {
  readonly firstRow: number;
  /** x of each row. */
  readonly x: Float64Array;
}

/**
 * Folds points and summaries of one series, in file order, into the buckets of a grid. Of equal extremes the first in file
 * order is kept. Sums are compensated (Neumaier), so that they are within 1e-12 of the sum of the magnitudes whatever was
 * folded together before.
 */
export class Buckets {
  readonly #grid: Grid;
  readonly #count: Float64Array;
  readonly #nan: Float64Array;
  readonly #posInf: Float64Array;
  readonly #negInf: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #minX: Float64Array;
  readonly #maxX: Float64Array;
  readonly #firstRow: Float64Array;
  readonly #lastRow: Float64Array;
  readonly #minRow: Float64Array;
  readonly #maxRow: Float64Array;
  readonly #sum: Float64Array;
  /** What rounding took from each sum. */
  readonly #rest: Float64Array;

  constructor(grid: Grid) {
    const column = (): Float64Array => new Float64Array(grid.buckets);
    this.#grid = grid;
    this.#count = column();
    this.#nan = column();
    this.#posInf = column();
    this.#negInf = column();
    this.#first = column();
    this.#last = column();
    this.#min = column().fill(NaN);
    this.#max = column().fill(NaN);
    this.#minX = column();
    this.#maxX = column();
    this.#firstRow = column();
    this.#lastRow = column();
    this.#minRow = column();
    this.#maxRow = column();
    this.#sum = column();
    this.#rest = column();
  }

  /** Takes points behind all that were taken. Those beside the grid, or without x, are in no bucket. */
  addPoints(firstRow: number, x: Float64Array, { row, value }: Points): void {
    const { width, first, buckets } = this.#grid;
    const points = { firstRow, x, row, value };
    for (let from = 0; from < row.length;) {
      const bucket = Math.floor((x[row[from] ?? 0] ?? NaN) / width);
      const at = bucket - first;
      let to = from + 1;
      if (at >= 0 && at < buckets) {
        to = endOfRun(points, to, bucket * width, (bucket + 1) * width);
        this.#takeRun(at, points, from, to);
      }
      from = to;
    }
  }

  /** Takes the buckets of a unit, none of which is wider than those of this grid: each lies within one of them. */
  addSummary(unit: Grid, summary: Summary): void {
    const { width, first, buckets } = this.#grid;
    const ratio = width / unit.width;
    for (let i = 0; i < summary.index.length; i++) {
      const at = Math.floor((unit.first + (summary.index[i] ?? 0)) / ratio) - first;
      if (!(at >= 0 && at < buckets)) continue;
      add(this.#nan, at, summary.nan[i]);
      add(this.#posInf, at, summary.posInf[i]);
      add(this.#negInf, at, summary.negInf[i]);
      if ((summary.count[i] ?? 0) > 0) this.#join(at, summary, i);
    }
  }

  /** The buckets that hold anything. */
  summary(): Summary {
    const kept = this.#kept();
    const pick = (column: Float64Array): Float64Array => picked(column, kept);
    const count = pick(this.#count);
    const known = (column: Float64Array): Float64Array => withoutEmpty(pick(column), count);
    return {
      index: Float64Array.from(kept), count, nan: pick(this.#nan), posInf: pick(this.#posInf), negInf: pick(this.#negInf),
      first: known(this.#first), last: known(this.#last), min: known(this.#min), max: known(this.#max), minX: known(this.#minX), maxX: known(this.#maxX),
      sum: known(this.#sums()),
      firstRow: pick(this.#firstRow), lastRow: pick(this.#lastRow), minRow: pick(this.#minRow), maxRow: pick(this.#maxRow),
    };
  }

  /** Takes consecutive points of one bucket, which are kept in locals: 3 ns a point, where loading and storing each column takes 8. */
  #takeRun(at: number, points: PlacedPoints, from: number, to: number): void {
    const { value } = points;
    const before = this.#count[at] ?? 0;
    let min = this.#min[at] ?? NaN;
    let max = this.#max[at] ?? NaN;
    let [sum, rest, count] = [this.#sum[at] ?? 0, this.#rest[at] ?? 0, 0];
    let [firstAt, lastAt, minAt, maxAt] = [-1, -1, -1, -1];
    for (let i = from; i < to; i++) {
      const one = value[i] ?? NaN;
      if (one - one !== 0) {
        this.#takeOdd(at, one);
        continue;
      }
      count++;
      if (firstAt < 0) firstAt = i;
      lastAt = i;
      // Written so that the first value wins over NaN, and the first of equal ones stays.
      if (!(one >= min)) {
        min = one;
        minAt = i;
      }
      if (!(one <= max)) {
        max = one;
        maxAt = i;
      }
      const next = sum + one;
      const added = next - sum;
      rest += sum - (next - added) + (one - added);
      sum = next;
    }
    if (count === 0) return;
    this.#count[at] = before + count;
    this.#sum[at] = sum;
    this.#rest[at] = rest;
    if (before === 0) this.#placeFirst(at, points, firstAt);
    this.#placeLast(at, points, lastAt);
    if (minAt >= 0) this.#placeMin(at, points, minAt);
    if (maxAt >= 0) this.#placeMax(at, points, maxAt);
  }

  #placeFirst(at: number, { firstRow, row, value }: PlacedPoints, i: number): void {
    this.#first[at] = value[i] ?? NaN;
    this.#firstRow[at] = firstRow + (row[i] ?? 0);
  }

  #placeLast(at: number, { firstRow, row, value }: PlacedPoints, i: number): void {
    this.#last[at] = value[i] ?? NaN;
    this.#lastRow[at] = firstRow + (row[i] ?? 0);
  }

  #placeMin(at: number, { firstRow, x, row, value }: PlacedPoints, i: number): void {
    const inBlock = row[i] ?? 0;
    this.#min[at] = value[i] ?? NaN;
    this.#minX[at] = x[inBlock] ?? NaN;
    this.#minRow[at] = firstRow + inBlock;
  }

  #placeMax(at: number, { firstRow, x, row, value }: PlacedPoints, i: number): void {
    const inBlock = row[i] ?? 0;
    this.#max[at] = value[i] ?? NaN;
    this.#maxX[at] = x[inBlock] ?? NaN;
    this.#maxRow[at] = firstRow + inBlock;
  }

  #takeOdd(at: number, value: number): void {
    add(value > 0 ? this.#posInf : value < 0 ? this.#negInf : this.#nan, at, 1);
  }

  #join(at: number, summary: Summary, i: number): void {
    const count = this.#count[at] ?? 0;
    this.#count[at] = count + (summary.count[i] ?? 0);
    this.#addSum(at, summary.sum[i] ?? NaN);
    const [firstRow = 0, lastRow = 0] = [summary.firstRow[i], summary.lastRow[i]];
    if (count === 0 || firstRow < (this.#firstRow[at] ?? 0)) {
      this.#first[at] = summary.first[i] ?? NaN;
      this.#firstRow[at] = firstRow;
    }
    if (count === 0 || lastRow > (this.#lastRow[at] ?? 0)) {
      this.#last[at] = summary.last[i] ?? NaN;
      this.#lastRow[at] = lastRow;
    }
    this.#joinExtremes(at, summary, i, count === 0);
  }

  #joinExtremes(at: number, summary: Summary, i: number, isEmpty: boolean): void {
    const [min = NaN, max = NaN, minRow = 0, maxRow = 0] = [summary.min[i], summary.max[i], summary.minRow[i], summary.maxRow[i]];
    const [lowest = NaN, highest = NaN] = [this.#min[at], this.#max[at]];
    if (isEmpty || min < lowest || (min === lowest && minRow < (this.#minRow[at] ?? 0))) {
      this.#min[at] = min;
      this.#minX[at] = summary.minX[i] ?? NaN;
      this.#minRow[at] = minRow;
    }
    if (isEmpty || max > highest || (max === highest && maxRow < (this.#maxRow[at] ?? 0))) {
      this.#max[at] = max;
      this.#maxX[at] = summary.maxX[i] ?? NaN;
      this.#maxRow[at] = maxRow;
    }
  }

  #addSum(at: number, value: number): void {
    const before = this.#sum[at] ?? 0;
    const sum = before + value;
    const added = sum - before;
    this.#sum[at] = sum;
    this.#rest[at] = (this.#rest[at] ?? 0) + (before - (sum - added)) + (value - added);
  }

  /** A sum beyond float64 is infinite; what rounding took from it is no number. */
  #sums(): Float64Array {
    return this.#sum.map((sum, i) => (Number.isFinite(sum) ? sum + (this.#rest[i] ?? 0) : sum));
  }

  #kept(): number[] {
    const kept: number[] = [];
    for (let i = 0; i < this.#grid.buckets; i++) {
      if ((this.#count[i] ?? 0) + (this.#nan[i] ?? 0) + (this.#posInf[i] ?? 0) + (this.#negInf[i] ?? 0) > 0) kept.push(i);
    }
    return kept;
  }
}

/** The first point from `to` on whose x is not in [low, high). */
function endOfRun({ x, row }: PlacedPoints, to: number, low: number, high: number): number {
  while (to < row.length) {
    const place = x[row[to] ?? 0] ?? NaN;
    if (!(place >= low && place < high)) return to;
    to++;
  }
  return to;
}

function add(column: Float64Array, at: number, more: number | undefined): void {
  column[at] = (column[at] ?? 0) + (more ?? 0);
}

function picked(column: Float64Array, places: readonly number[]): Float64Array {
  const result = new Float64Array(places.length);
  for (let i = 0; i < result.length; i++) result[i] = column[places[i] ?? 0] ?? NaN;
  return result;
}

function withoutEmpty(column: Float64Array, count: Float64Array): Float64Array {
  for (let i = 0; i < column.length; i++) if (count[i] === 0) column[i] = NaN;
  return column;
}
