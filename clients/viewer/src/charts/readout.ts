import type { Bucket } from '../pure/bucket-line.js';
import { formatNumber } from '../pure/format-number.js';
import { formatDuration, formatMomentFull } from '../pure/format-time.js';
import { nearestIndex } from '../pure/nearest.js';
import type { XAxis } from '../pure/run-view.js';
import type { Picture } from './picture.js';

/** What one line says at a place. */
export interface LineReadout {
  readonly line: number;
  readonly value: number;
  readonly smoothed: number | null;
  /** The bucket the value is of; its extremes are exact (VIEW-31). */
  readonly bucket: Bucket | undefined;
}

/** What each line says nearest to `x`, highest first; lines that have ended, or not begun, at `x` are left out. */
export function readAt(picture: Picture, x: number, origin: number): LineReadout[] {
  return picture.lines
    .flatMap(({ vertices, smoothed }, line) => {
      const at = nearestIndex(vertices.x, x);
      const value = vertices.line[at];
      const width = picture.feed[line]?.buckets.width ?? 0;
      if (value === undefined || x < (vertices.x[0] ?? x) - width || x > (vertices.x.at(-1) ?? x) + width) return [];
      const place = (vertices.x[at] ?? x) + origin;
      const buckets = picture.feed[line]?.buckets;
      const bucket = buckets?.buckets.find((one) => one.x <= place && place < one.x + buckets.width);
      return [{ line, value, smoothed: smoothed?.[at] ?? null, bucket }];
    })
    .sort((a, b) => b.value - a.value);
}

/** A place on the x axis, in words. */
export function placeText(x: number, axis: XAxis): string {
  if (axis === 'step') return `step ${formatNumber(Math.round(x * 1000) / 1000)}`;
  return axis === 'relative' ? formatDuration(x) : formatMomentFull(x);
}

/** The extremes behind a drawn value, with their exact places, and how many values beside it are not finite; null for a single point. */
export function extremesText({ bucket }: LineReadout, axis: XAxis, origin: number): string | null {
  if (bucket === undefined) return null;
  const at = (x: number) => (axis === 'step' ? `@${x}` : axis === 'relative' ? `@${formatDuration(x - origin)}` : '');
  const extremes = bucket.min === bucket.max || Number.isNaN(bucket.min) ? [] : [`${formatNumber(bucket.min)}${at(bucket.minX)} … ${formatNumber(bucket.max)}${at(bucket.maxX)}`];
  const odd = ([[bucket.nan, 'NaN'], [bucket.posInf, '+∞'], [bucket.negInf, '−∞']] as const).flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : []));
  return [...extremes, ...odd].join(' · ') || null;
}
