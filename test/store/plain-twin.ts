import { ValueKind } from '../../daemon/api/event-block.js';
import type { Axis, SeriesInfo } from '../../daemon/api/metrics.js';
import type { PlainRow } from './event-blocks.js';

interface PlainPoint {
  readonly row: number;
  readonly step: number | null;
  readonly ts: number;
  readonly value: number;
  readonly kind: ValueKind;
}

/** One bucket as the engine's columns say it. */
export interface PlainBucket {
  readonly x: number;
  readonly count: number;
  readonly nan: number;
  readonly posInf: number;
  readonly negInf: number;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly minX: number;
  readonly maxX: number;
  readonly sum: number;
  /** Sum of the magnitudes, which bounds how far two sums may lie apart. */
  readonly magnitude: number;
}

/** The points of one series, taken from the rows in the most obvious way. */
export function plainPoints(rows: readonly PlainRow[], name: string, stage: string | null): PlainPoint[] {
  return rows.flatMap((row, index) =>
    row.stage !== stage ? [] : row.values.filter((value) => value[0] === name).map(([, value, kind]) => ({ row: index, step: row.step, ts: row.ts, value, kind: kind ?? ValueKind.float })));
}

/** What the engine must say of a series. */
export function plainInfo(rows: readonly PlainRow[], file: string, name: string, stage: string | null): SeriesInfo {
  const points = plainPoints(rows, name, stage);
  const finite = points.filter((point) => Number.isFinite(point.value));
  const steps = points.flatMap((point) => point.step ?? []);
  const min = finite.find((point) => finite.every((other) => point.value <= other.value));
  const max = finite.find((point) => finite.every((other) => point.value >= other.value));
  const ofKind = (kind: ValueKind): PlainPoint[] => points.filter((point) => point.kind === kind);
  const floats = ofKind(ValueKind.float);
  const last = points.at(-1);
  return {
    file, name, stage,
    points: points.length,
    kinds: {
      float: floats.filter((point) => Number.isFinite(point.value)).length,
      int: ofKind(ValueKind.int).length,
      bool: ofKind(ValueKind.bool).length,
      bigint: ofKind(ValueKind.bigint).length,
      nan: floats.filter((point) => Number.isNaN(point.value)).length,
      posInf: floats.filter((point) => point.value === Infinity).length,
      negInf: floats.filter((point) => point.value === -Infinity).length,
    },
    noStep: points.filter((point) => point.step === null).length,
    lowestStep: steps.length === 0 ? null : Math.min(...steps),
    highestStep: steps.length === 0 ? null : Math.max(...steps),
    first: points[0]?.value ?? NaN,
    last: last?.value ?? NaN,
    lastStep: last?.step ?? null,
    lastTs: last?.ts ?? NaN,
    min: min?.value ?? null,
    minStep: min?.step ?? null,
    max: max?.value ?? null,
    maxStep: max?.step ?? null,
  };
}

/** The buckets of points at a width over [low, high], widened to whole buckets, one by one; `origin` is what the relative axis takes off. */
export function plainBuckets(points: readonly PlainPoint[], axis: Axis, range: { low: number; high: number; origin: number }, width: number): PlainBucket[] {
  const origin = axis === 'relative' ? range.origin : 0;
  const x = (point: PlainPoint): number => (axis === 'step' ? (point.step ?? point.row) : point.ts);
  const bucketOf = (place: number): number => Math.floor(place / width);
  const buckets = new Map<number, PlainPoint[]>();
  for (const point of points) {
    const bucket = bucketOf(x(point));
    if (!Number.isFinite(x(point)) || bucket < bucketOf(range.low + origin) || bucket > bucketOf(range.high + origin)) continue;
    const held = buckets.get(bucket);
    if (held === undefined) buckets.set(bucket, [point]);
    else held.push(point);
  }
  return [...buckets].sort(([a], [b]) => a - b).map(([bucket, all]) => {
    const finite = all.filter((point) => Number.isFinite(point.value));
    const extreme = (isBetter: (one: number, other: number) => boolean): PlainPoint | undefined =>
      finite.reduce<PlainPoint | undefined>((best, point) => (best === undefined || isBetter(point.value, best.value) ? point : best), undefined);
    const min = extreme((one, other) => one < other);
    const max = extreme((one, other) => one > other);
    return {
      x: bucket * width - origin, count: finite.length,
      nan: all.filter((point) => Number.isNaN(point.value)).length, posInf: all.filter((point) => point.value === Infinity).length, negInf: all.filter((point) => point.value === -Infinity).length,
      first: finite[0]?.value ?? NaN, last: finite.at(-1)?.value ?? NaN,
      min: min?.value ?? NaN, max: max?.value ?? NaN, minX: min === undefined ? NaN : x(min) - origin, maxX: max === undefined ? NaN : x(max) - origin,
      sum: finite.length === 0 ? NaN : finite.reduce((sum, point) => sum + point.value, 0),
      magnitude: finite.reduce((sum, point) => sum + Math.abs(point.value), 0),
    };
  });
}
