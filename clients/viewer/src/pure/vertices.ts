import type { Bucket } from './bucket-line.js';

/** What is drawn of one series: a line through first and last of each bucket, inside the envelope of its extremes (VIEW-31). */
export interface Vertices {
  readonly x: number[];
  readonly line: number[];
  readonly low: number[];
  readonly high: number[];
  /** x of values that are not finite. */
  readonly nonFinite: number[];
}

/**
 * At most two vertices per bucket, x strictly ascending and counted from `origin`; a bucket of one point, or of two,
 * keeps their exact x.
 */
export function verticesOf(buckets: readonly Bucket[], width: number, origin = 0): Vertices {
  const drawn: Vertices = { x: [], line: [], low: [], high: [], nonFinite: [] };
  for (const bucket of buckets) {
    if (bucket.nonFinite > 0) drawn.nonFinite.push(bucket.x - origin);
    if (Number.isNaN(bucket.min)) continue;
    if (bucket.min === bucket.max) put(drawn, bucket.minX - origin, bucket.first, bucket);
    else for (const [x, value] of ends(bucket, width)) put(drawn, x - origin, value, bucket);
  }
  return drawn;
}

/** Places of first and last: exact where they are the extremes, else the left border and the middle of the bucket. */
function ends(bucket: Bucket, width: number): [number, number][] {
  const left = placeOf(bucket.first, bucket) ?? bucket.x;
  const right = placeOf(bucket.last, bucket) ?? bucket.x + width / 2;
  return left < right ? [[left, bucket.first], [right, bucket.last]] : [[bucket.x, bucket.first], [bucket.x + width / 2, bucket.last]];
}

function placeOf(value: number, bucket: Bucket): number | undefined {
  if (value === bucket.min) return bucket.minX;
  return value === bucket.max ? bucket.maxX : undefined;
}

function put(drawn: Vertices, x: number, value: number, bucket: Bucket): void {
  drawn.x.push(x);
  drawn.line.push(value);
  drawn.low.push(bucket.min);
  drawn.high.push(bucket.max);
}
