import { ValueKind } from '../api/event-block.js';
import type { SeriesTotals } from '../api/metric-writer.js';
import type { SeriesInfo } from '../api/metrics.js';
import type { ColumnPart } from './block-part.js';
import { boundsOf, type RowAxis } from './row-bounds.js';
import { packSums, unpackSums } from './sums-bytes.js';

/** Places in the stored row of float64; never reordered, only added to. NaN = there is none. */
const at = {
  points: 0, float: 1, int: 2, bool: 3, bigint: 4, nan: 5, posInf: 6, negInf: 7, noStep: 8,
  lowestStep: 9, highestStep: 10, first: 11, last: 12, lastStep: 13, lastTs: 14,
  min: 15, minStep: 16, max: 17, maxStep: 18, xLow: 19, xHigh: 20, tsLow: 21, tsHigh: 22,
} as const;
const width = 23;
const counts = 9;
const empty = new Float64Array(width).fill(NaN, counts);
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

const mostOnPage = 256;

/** Places for the sums of many series, some on each page: an array for each took four times the 184 bytes of its numbers. */
export class SumsPages {
  #page = new Float64Array(0);
  #used = 0;
  #series = 1;

  place(): { readonly page: Float64Array; readonly at: number } {
    if (this.#used === this.#page.length) {
      this.#page = new Float64Array(this.#series * width);
      this.#series = Math.min(2 * this.#series, mostOnPage);
      this.#used = 0;
    }
    this.#used += width;
    return { page: this.#page, at: this.#used - width };
  }
}

/** Everything said of a series without reading its points, kept up to date in file order. */
export class SeriesSums {
  readonly #page: Float64Array;
  readonly #at: number;

  private constructor(page: Float64Array, at: number) {
    this.#page = page;
    this.#at = at;
  }

  /** Sums of no points, with a place in `pages`. */
  static empty(pages: SumsPages = new SumsPages()): SeriesSums {
    const { page, at: place } = pages.place();
    page.set(empty, place);
    return new SeriesSums(page, place);
  }

  /** Reads what `bytes` gave; what an older version did not write is filled up. */
  static from(bytes: Uint8Array, pages?: SumsPages): SeriesSums {
    const sums = SeriesSums.empty(pages);
    unpackSums(bytes, sums.#page.subarray(sums.#at, sums.#at + width));
    return sums;
  }

  /** The sums as they are stored: exact, which SQLite's REAL is not for NaN and -0 (REL-49). */
  bytes(): Uint8Array {
    return packSums(this.#page.subarray(this.#at, this.#at + width), empty);
  }

  get points(): number {
    return this.#get(at.points);
  }

  /** Takes the next points, whose rows stand on `axis`. */
  add(part: ColumnPart, axis: RowAxis): void {
    if (part.value.length === 0) return;
    if (this.points === 0) this.#put(at.first, part.value[0] ?? NaN);
    this.#put(at.points, this.points + part.value.length);
    this.#addRows(part.row, axis);
    this.#addValues(part, axis);
    const last = part.row.at(-1) ?? 0;
    this.#put(at.last, part.value.at(-1) ?? NaN);
    this.#put(at.lastStep, axis.step[last] ?? NaN);
    this.#put(at.lastTs, axis.ts[last] ?? NaN);
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

  #count(place: number, more: number): void {
    this.#put(place, this.#get(place) + more);
  }

  #addRows(row: Uint32Array, axis: RowAxis): void {
    const bounds = boundsOf(row, axis);
    this.#widen(at.lowestStep, at.highestStep, bounds.lowestStep, bounds.highestStep);
    this.#widen(at.xLow, at.xHigh, bounds.xLow, bounds.xHigh);
    this.#widen(at.tsLow, at.tsHigh, bounds.tsLow, bounds.tsHigh);
    this.#count(at.noStep, bounds.noStep);
  }

  /** A range without numbers has `least` above `most`. */
  #widen(low: number, high: number, least: number, most: number): void {
    if (least > most) return;
    // Written so that the first value wins over NaN, which stands for none.
    if (!(least >= this.#get(low))) this.#put(low, least);
    if (!(most <= this.#get(high))) this.#put(high, most);
  }

  /** Kinds and extremes in one pass: two take half as long again. */
  #addValues({ row, value, kind }: ColumnPart, { step }: RowAxis): void {
    const { float } = ValueKind;
    let [min, max, minAt, maxAt, finite] = [this.#get(at.min), this.#get(at.max), -1, -1, 0];
    for (let i = 0; i < value.length; i++) {
      const each = value[i] ?? NaN;
      const isFinite = each - each === 0;
      if (isFinite && kind[i] === float) finite++;
      else this.#count(placeOf(each, kind[i] ?? 0), 1);
      if (!isFinite) continue;
      if (!(each >= min)) {
        min = each;
        minAt = i;
      }
      if (!(each <= max)) {
        max = each;
        maxAt = i;
      }
    }
    this.#count(at.float, finite);
    if (minAt >= 0) {
      this.#put(at.min, min);
      this.#put(at.minStep, step[row[minAt] ?? 0] ?? NaN);
    }
    if (maxAt >= 0) {
      this.#put(at.max, max);
      this.#put(at.maxStep, step[row[maxAt] ?? 0] ?? NaN);
    }
  }

  #span(low: number, high: number): Span {
    return this.points === 0 || Number.isNaN(this.#get(low)) ? { low: Infinity, high: -Infinity } : { low: this.#get(low), high: this.#get(high) };
  }

  #get(place: number): number {
    return this.#page[this.#at + place] ?? NaN;
  }

  #put(place: number, value: number): void {
    this.#page[this.#at + place] = value;
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
