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
  readonly nonFinite: number;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly minX: number;
  readonly maxX: number;
  readonly sum: number;
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

/** x of a point on an axis; `origin` is the earliest timestamp of all rows. */
export function plainX(point: PlainPoint, axis: Axis, origin: number): number {
  if (axis === 'step') return point.step ?? point.row;
  return axis === 'time' ? point.ts : point.ts - origin;
}

/** The buckets of points between low and high at a width, one by one. */
export function plainBuckets(points: readonly PlainPoint[], x: (point: PlainPoint) => number, range: { low: number; high: number }, width: number): PlainBucket[] {
  const inside = points.filter((point) => x(point) >= range.low && x(point) <= range.high);
  const borders = [...new Set(inside.map((point) => Math.floor(x(point) / width) * width))].sort((a, b) => a - b);
  return borders.map((border) => {
    const all = inside.filter((point) => Math.floor(x(point) / width) * width === border);
    const finite = all.filter((point) => Number.isFinite(point.value));
    const min = finite.find((point) => finite.every((other) => point.value <= other.value));
    const max = finite.find((point) => finite.every((other) => point.value >= other.value));
    return {
      x: border, count: finite.length, nonFinite: all.length - finite.length,
      first: finite[0]?.value ?? NaN, last: finite.at(-1)?.value ?? NaN,
      min: min?.value ?? NaN, max: max?.value ?? NaN, minX: min === undefined ? NaN : x(min), maxX: max === undefined ? NaN : x(max),
      sum: finite.length === 0 ? NaN : finite.reduce((sum, point) => sum + point.value, 0),
    };
  });
}
