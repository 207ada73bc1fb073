import type { Bucket } from './bucket-line.js';

/** What is drawn of one series: a line through first and last of each bucket, inside the envelope of its extremes (VIEW-31). */
export interface Vertices {
  readonly x: number[];
  readonly line: number[];
  readonly low: number[];
  readonly high: number[];
  /** x of NaN and −∞, and of +∞: they stand at the edges of the plot. */
  readonly below: number[];
  readonly above: number[];
}

/** A part of a bucket's width too small to be seen: vertices of one place must still ascend. */
const grain = 1 / 1024;

/**
 * Two vertices per bucket, x strictly ascending and counted from `origin`; a bucket of one point, of two, or of one x
 * keeps their exact x. The envelope closes where no bucket follows, so that it claims nothing between distant points.
 */
export function verticesOf(buckets: readonly Bucket[], width: number, origin = 0): Vertices {
  const drawn: Vertices = { x: [], line: [], low: [], high: [], below: [], above: [] };
  for (const [i, bucket] of buckets.entries()) {
    if (bucket.nan + bucket.negInf > 0) drawn.below.push(bucket.x - origin);
    if (bucket.posInf > 0) drawn.above.push(bucket.x - origin);
    if (Number.isNaN(bucket.min)) continue;
    if (bucket.min === bucket.max) put(drawn, bucket.minX - origin, bucket.first, bucket);
    else {
      const [[left, first], [right, last]] = ends(bucket, width);
      if (isApart(buckets[i - 1], bucket, width)) put(drawn, left - origin - width * grain, first, { min: first, max: first });
      put(drawn, left - origin, first, bucket);
      put(drawn, right - origin, last, bucket);
      if (isApart(bucket, buckets[i + 1], width)) put(drawn, right - origin + width * grain, last, { min: last, max: last });
    }
  }
  return drawn;
}

function isApart(bucket: Bucket | undefined, next: Bucket | undefined, width: number): boolean {
  return bucket !== undefined && next !== undefined && next.x > bucket.x + 1.5 * width;
}

/** Places of first and last: exact where they are the extremes, else the left border and the middle of the bucket. */
function ends(bucket: Bucket, width: number): readonly [readonly [number, number], readonly [number, number]] {
  if (bucket.minX === bucket.maxX) return [[bucket.minX, bucket.first], [bucket.minX + width * grain, bucket.last]];
  const left = placeOf(bucket.first, bucket) ?? bucket.x;
  const right = placeOf(bucket.last, bucket) ?? bucket.x + width / 2;
  return left < right ? [[left, bucket.first], [right, bucket.last]] : [[bucket.x, bucket.first], [bucket.x + width / 2, bucket.last]];
}

function placeOf(value: number, bucket: Bucket): number | undefined {
  if (value === bucket.min) return bucket.minX;
  return value === bucket.max ? bucket.maxX : undefined;
}

function put(drawn: Vertices, x: number, value: number, { min, max }: Pick<Bucket, 'min' | 'max'>): void {
  drawn.x.push(x);
  drawn.line.push(value);
  drawn.low.push(min);
  drawn.high.push(max);
}
