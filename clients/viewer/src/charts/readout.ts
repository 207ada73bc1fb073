import type { Bucket, BucketLine } from '../pure/bucket-line.js';
import { formatExact, formatNumber } from '../pure/format-number.js';
import { formatDuration, formatMomentFull } from '../pure/format-time.js';
import { nearestIndex } from '../pure/nearest.js';
import type { XAxis } from '../pure/run-view.js';
import type { SmoothedLine } from '../pure/smoothed-line.js';
import type { Picture } from './picture.js';

/** What one line says at a place. */
export interface LineReadout {
  readonly line: number;
  readonly value: number;
  /** The smoothed value nearest to the other, with its exact place. */
  readonly smoothed: { readonly x: number; readonly value: number } | null;
  /** The bucket the value is of; its extremes are exact (VIEW-31). */
  readonly bucket: Bucket | undefined;
  /** The nearest bucket within reach that holds values that are not finite. */
  readonly odd: Bucket | undefined;
}

/** A place on the x axis: `origin` was taken off what the buckets say, `reach` is how far away a mark is still pointed at. */
export interface Place {
  readonly x: number;
  readonly origin: number;
  readonly reach: number;
}

/** What each line says nearest to a place, highest first; lines that have ended, or not begun, there are left out. */
export function readAt(picture: Picture, { x, origin, reach }: Place): LineReadout[] {
  return picture.lines
    .flatMap(({ vertices, smoothed }, line) => {
      const at = nearestIndex(vertices.x, x);
      const value = vertices.line[at];
      const buckets = picture.feed[line]?.buckets;
      const width = buckets?.width ?? 0;
      if (value === undefined || x < (vertices.x[0] ?? x) - width || x > (vertices.x.at(-1) ?? x) + width) return [];
      const place = (vertices.x[at] ?? x) + origin;
      const bucket = buckets?.buckets.find((one) => one.x <= place && place < one.x + width);
      return [{ line, value, smoothed: smoothed === null ? null : smoothedAt(smoothed, place - origin), bucket, odd: buckets === undefined ? undefined : oddNear(buckets, x + origin, reach) }];
    })
    .sort((a, b) => b.value - a.value);
}

function smoothedAt({ x, y }: SmoothedLine, wanted: number): LineReadout['smoothed'] {
  const at = nearestIndex(x, wanted);
  const [place, value] = [x[at], y[at]];
  return place === undefined || value === undefined ? null : { x: place, value };
}

function oddNear({ buckets, width }: BucketLine, place: number, reach: number): Bucket | undefined {
  const distance = ({ x }: Bucket) => Math.max(0, x - place, place - x - width);
  return buckets.filter((one) => one.nan + one.posInf + one.negInf > 0 && distance(one) <= reach).sort((a, b) => distance(a) - distance(b))[0];
}

/** A smoothed value, with its place where that is not the one shown. */
export function smoothedText({ smoothed }: LineReadout, shown: number, axis: XAxis): string[] {
  if (smoothed === null) return [];
  const place = smoothed.x === shown || axis === 'time' ? '' : ` @${axis === 'step' ? smoothed.x : formatDuration(smoothed.x)}`;
  return [`≈ ${formatExact(smoothed.value)}${place}`];
}

/** A place on the x axis, in words. */
export function placeText(x: number, axis: XAxis): string {
  if (axis === 'step') return `step ${formatNumber(Math.round(x * 1000) / 1000)}`;
  return axis === 'relative' ? formatDuration(x) : formatMomentFull(x);
}

/** The extremes behind a drawn value, with their exact places, and how many values beside it are not finite; null for a single point. */
export function extremesText({ bucket, odd: oddities }: LineReadout, axis: XAxis, origin: number): string | null {
  const at = (x: number) => (axis === 'step' ? `@${x}` : axis === 'relative' ? `@${formatDuration(x - origin)}` : '');
  const extremes = bucket === undefined || bucket.min === bucket.max || Number.isNaN(bucket.min) ? [] : [`${formatNumber(bucket.min)}${at(bucket.minX)} … ${formatNumber(bucket.max)}${at(bucket.maxX)}`];
  const odd = ([[oddities?.nan ?? 0, 'NaN'], [oddities?.posInf ?? 0, '+∞'], [oddities?.negInf ?? 0, '−∞']] as const).flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : []));
  return [...extremes, ...odd].join(' · ') || null;
}
