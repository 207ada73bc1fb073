import type { SeriesOverview } from '../api/metrics.js';
import type { Grid } from './bucket-width.js';

type Columns = Omit<SeriesOverview, 'file' | 'name' | 'stage' | 'damagedChunks'>;

/** Folds the points of one series into buckets, in file order. */
export class Buckets {
  readonly #grid: Grid;
  readonly #count: Float64Array;
  readonly #nonFinite: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #minX: Float64Array;
  readonly #maxX: Float64Array;
  readonly #sum: Float64Array;

  constructor(grid: Grid) {
    const column = (): Float64Array => new Float64Array(grid.buckets);
    this.#grid = grid;
    this.#count = column();
    this.#nonFinite = column();
    this.#first = column().fill(NaN);
    this.#last = column().fill(NaN);
    this.#min = column().fill(NaN);
    this.#max = column().fill(NaN);
    this.#minX = column().fill(NaN);
    this.#maxX = column().fill(NaN);
    this.#sum = column();
  }

  /** Takes a point whose x lies inside the grid. */
  add(x: number, value: number): void {
    const i = Math.floor(x / this.#grid.width) - this.#grid.first;
    if (!Number.isFinite(value)) {
      this.#nonFinite[i] = (this.#nonFinite[i] ?? 0) + 1;
      return;
    }
    if (this.#count[i] === 0) this.#first[i] = value;
    this.#count[i] = (this.#count[i] ?? 0) + 1;
    this.#last[i] = value;
    this.#sum[i] = (this.#sum[i] ?? 0) + value;
    // Written so that the first value wins over NaN; of equal values the first in file order is kept.
    if (!(value >= (this.#min[i] ?? NaN))) {
      this.#min[i] = value;
      this.#minX[i] = x;
    }
    if (!(value <= (this.#max[i] ?? NaN))) {
      this.#max[i] = value;
      this.#maxX[i] = x;
    }
  }

  /** The buckets that hold anything. */
  columns(): Columns {
    const kept: number[] = [];
    for (let i = 0; i < this.#grid.buckets; i++) if ((this.#count[i] ?? 0) + (this.#nonFinite[i] ?? 0) > 0) kept.push(i);
    const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i] ?? NaN);
    return {
      x: Float64Array.from(kept, (i) => (this.#grid.first + i) * this.#grid.width),
      bucketWidth: this.#grid.width,
      count: pick(this.#count), nonFinite: pick(this.#nonFinite), first: pick(this.#first), last: pick(this.#last),
      min: pick(this.#min), max: pick(this.#max), minX: pick(this.#minX), maxX: pick(this.#maxX),
      sum: Float64Array.from(kept, (i) => (this.#count[i] === 0 ? NaN : (this.#sum[i] ?? NaN))),
    };
  }
}
