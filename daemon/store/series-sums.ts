import { ValueKind } from '../api/event-block.js';
import type { SeriesTotals } from '../api/metric-writer.js';
import type { SeriesInfo } from '../api/metrics.js';

/** Places in the stored row of float64; never reordered, only added to. NaN = there is none. */
const at = {
  points: 0, float: 1, int: 2, bool: 3, bigint: 4, nan: 5, posInf: 6, negInf: 7, noStep: 8,
  lowestStep: 9, highestStep: 10, first: 11, last: 12, lastStep: 13, lastTs: 14,
  min: 15, minStep: 16, max: 17, maxStep: 18, xLow: 19, xHigh: 20, tsLow: 21, tsHigh: 22,
} as const;
const width = 23;
const counts = 9;
const kindPlaces: readonly number[] = (() => {
  const places: number[] = [];
  places[ValueKind.float] = at.float;
  places[ValueKind.int] = at.int;
  places[ValueKind.bool] = at.bool;
  places[ValueKind.bigint] = at.bigint;
  return places;
})();

/** A range of x, empty when `low > high`. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Everything said of a series without reading its points, kept up to date point by point, in file order. */
export class SeriesSums {
  readonly #sums: Float64Array;

  private constructor(sums: Float64Array) {
    this.#sums = sums;
  }

  static empty(): SeriesSums {
    return new SeriesSums(new Float64Array(width).fill(NaN, counts));
  }

  /** Reads what `bytes` gave; a shorter row of an older version is filled with NaN. */
  static from(bytes: Uint8Array): SeriesSums {
    const sums = new Float64Array(width).fill(NaN, counts);
    new Uint8Array(sums.buffer).set(bytes.subarray(0, sums.byteLength));
    return new SeriesSums(sums);
  }

  /** The sums as they are stored: exact, which SQLite's REAL is not for NaN and -0 (REL-49). */
  bytes(): Uint8Array {
    return new Uint8Array(this.#sums.buffer.slice(0));
  }

  get points(): number {
    return this.#get(at.points);
  }

  /** Takes the next point; `row` is its ordinal in the file, `step` NaN when it has none. */
  add(row: number, step: number, ts: number, value: number, kind: number): void {
    const sums = this.#sums;
    if (this.points === 0) sums[at.first] = value;
    this.#count(at.points);
    this.#count(placeOf(value, kind));
    const hasStep = !Number.isNaN(step);
    if (hasStep) this.#widen(at.lowestStep, at.highestStep, step);
    else this.#count(at.noStep);
    this.#widen(at.xLow, at.xHigh, hasStep ? step : row);
    if (Number.isFinite(ts)) this.#widen(at.tsLow, at.tsHigh, ts);
    sums[at.last] = value;
    sums[at.lastStep] = step;
    sums[at.lastTs] = ts;
    if (Number.isFinite(value)) this.#extreme(value, step);
  }

  /** Range of the points on the step axis, where a point without step counts under its row. */
  get steps(): Span {
    return this.#span(at.xLow, at.xHigh);
  }

  get times(): Span {
    return this.#span(at.tsLow, at.tsHigh);
  }

  totals(file: string, name: string, stage: string | null): SeriesTotals {
    return {
      file, name, stage, points: this.points,
      last: this.#get(at.last), lastStep: this.#known(at.lastStep), lastTs: this.#get(at.lastTs),
      min: this.#known(at.min), minStep: this.#known(at.minStep), max: this.#known(at.max), maxStep: this.#known(at.maxStep),
    };
  }

  info(file: string, name: string, stage: string | null): SeriesInfo {
    return {
      ...this.totals(file, name, stage),
      kinds: {
        float: this.#get(at.float), int: this.#get(at.int), bool: this.#get(at.bool), bigint: this.#get(at.bigint),
        nan: this.#get(at.nan), posInf: this.#get(at.posInf), negInf: this.#get(at.negInf),
      },
      noStep: this.#get(at.noStep),
      lowestStep: this.#known(at.lowestStep),
      highestStep: this.#known(at.highestStep),
      first: this.#get(at.first),
    };
  }

  #extreme(value: number, step: number): void {
    const sums = this.#sums;
    // Written so that the first value wins over NaN, which stands for none.
    if (!(value >= this.#get(at.min))) {
      sums[at.min] = value;
      sums[at.minStep] = step;
    }
    if (!(value <= this.#get(at.max))) {
      sums[at.max] = value;
      sums[at.maxStep] = step;
    }
  }

  #widen(low: number, high: number, x: number): void {
    if (!(x >= this.#get(low))) this.#sums[low] = x;
    if (!(x <= this.#get(high))) this.#sums[high] = x;
  }

  #count(place: number): void {
    this.#sums[place] = this.#get(place) + 1;
  }

  #span(low: number, high: number): Span {
    return this.points === 0 || Number.isNaN(this.#get(low)) ? { low: Infinity, high: -Infinity } : { low: this.#get(low), high: this.#get(high) };
  }

  #get(place: number): number {
    return this.#sums[place] ?? NaN;
  }

  #known(place: number): number | null {
    const value = this.#get(place);
    return Number.isNaN(value) ? null : value;
  }
}

function placeOf(value: number, kind: number): number {
  if (kind === ValueKind.float) {
    if (Number.isNaN(value)) return at.nan;
    if (value === Infinity) return at.posInf;
    if (value === -Infinity) return at.negInf;
  }
  return kindPlaces[kind] ?? at.float;
}
