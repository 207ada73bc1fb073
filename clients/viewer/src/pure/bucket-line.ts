/** The overview of one series, as the columns of a reply name it (VIEW-30). */
export interface BucketColumns {
  readonly width: number;
  readonly x: ArrayLike<number>;
  readonly nan: ArrayLike<number>;
  readonly posInf: ArrayLike<number>;
  readonly negInf: ArrayLike<number>;
  readonly first: ArrayLike<number>;
  readonly last: ArrayLike<number>;
  readonly min: ArrayLike<number>;
  readonly max: ArrayLike<number>;
  readonly minX: ArrayLike<number>;
  readonly maxX: ArrayLike<number>;
}

/** One bucket: borders are multiples of the line's width, extremes carry their exact x. Where no value is finite, the numbers behind `negInf` are NaN. */
export interface Bucket {
  readonly x: number;
  nan: number;
  posInf: number;
  negInf: number;
  first: number;
  last: number;
  min: number;
  max: number;
  minX: number;
  maxX: number;
}

/** Buckets of one series in x order, growing with live points and coarsened by whole powers of two, so that no border moves. */
export class BucketLine {
  readonly #limit: number;
  #width: number;
  #buckets: Bucket[];

  /** Keeps at most `limit` buckets. */
  constructor(columns: BucketColumns, limit: number) {
    this.#limit = limit;
    this.#width = columns.width > 0 ? columns.width : 1;
    this.#buckets = Array.from({ length: columns.x.length }, (_, i) => bucketAt(columns, i));
  }

  get buckets(): readonly Bucket[] {
    return this.#buckets;
  }

  get width(): number {
    return this.#width;
  }

  /** Takes one point in; it may lie anywhere. */
  add(x: number, value: number): void {
    const left = Math.floor(x / this.#width) * this.#width;
    const place = this.#placeOf(left);
    const bucket = this.#buckets[place];
    if (bucket?.x === left) addTo(bucket, x, value);
    else this.#buckets.splice(place, 0, pointBucket(left, x, value));
    while (this.#buckets.length > this.#limit) this.#coarsen();
  }

  /** Index of the first bucket at or behind `left`; points nearly always come at the end. */
  #placeOf(left: number): number {
    let high = this.#buckets.length;
    const newest = this.#buckets[high - 1];
    if (newest === undefined || newest.x < left) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#buckets[middle]?.x ?? Infinity) < left) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #coarsen(): void {
    this.#width *= 2;
    const merged: Bucket[] = [];
    for (const bucket of this.#buckets) {
      const left = Math.floor(bucket.x / this.#width) * this.#width;
      const before = merged.at(-1);
      if (before?.x === left) join(before, bucket);
      else merged.push({ ...bucket, x: left });
    }
    this.#buckets = merged;
  }
}

function addTo(bucket: Bucket, x: number, value: number): void {
  join(bucket, pointBucket(bucket.x, x, value));
}

function pointBucket(left: number, x: number, value: number): Bucket {
  const finite = Number.isFinite(value);
  const held = finite ? value : Number.NaN;
  return { x: left, nan: Number.isNaN(value) ? 1 : 0, posInf: value === Infinity ? 1 : 0, negInf: value === -Infinity ? 1 : 0, first: held, last: held, min: held, max: held, minX: x, maxX: x };
}

function join(bucket: Bucket, later: Bucket): void {
  bucket.nan += later.nan;
  bucket.posInf += later.posInf;
  bucket.negInf += later.negInf;
  if (Number.isNaN(later.min)) return;
  if (Number.isNaN(bucket.first)) bucket.first = later.first;
  bucket.last = later.last;
  if (!(bucket.min <= later.min)) [bucket.min, bucket.minX] = [later.min, later.minX];
  if (!(bucket.max >= later.max)) [bucket.max, bucket.maxX] = [later.max, later.maxX];
}

function bucketAt(columns: BucketColumns, i: number): Bucket {
  const at = (column: ArrayLike<number>) => column[i] ?? Number.NaN;
  return {
    x: at(columns.x), nan: at(columns.nan), posInf: at(columns.posInf), negInf: at(columns.negInf), first: at(columns.first), last: at(columns.last),
    min: at(columns.min), max: at(columns.max), minX: at(columns.minX), maxX: at(columns.maxX),
  };
}
