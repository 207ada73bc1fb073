/**
 * Overviews: buckets of many series of many experiments in one answer, always as a columns frame (`columns.ts`).
 *
 * The frame's meta is `overviewMeta`. Its columns follow each other by series, in the order of `series`: first x, the left borders of the
 * buckets, only where `first` is null; else the buckets follow each other without a gap, and the i-th begins at `first + i * bucket_width`. Then
 * the columns that meta's `columns` names, in that order. Each has the narrowest type that holds its numbers, so that counts
 * take a byte or two and columns of one value eight bytes in all.
 *
 * `precision=drawing` gives values as float32, half the size: `min` is rounded down and `max` up, so that an envelope never hides a spike;
 * `first`, `last` and `sum` are rounded to the nearest. A column with values that float32 cannot hold stays exact. Counts and x are always exact.
 */
import { z } from 'zod';
import type { Columns } from './columns.js';
import { many } from './many.js';

/** What a bucket says beside x; `count` is of finite values, NaN and the infinities are in nothing else. */
export const overviewColumns = ['count', 'nan', 'posInf', 'negInf', 'first', 'last', 'min', 'max', 'minX', 'maxX', 'sum'] as const;
export type OverviewColumn = (typeof overviewColumns)[number];

const axis = z.enum(['step', 'relative', 'time']).default('step');
const precision = z.enum(['exact', 'drawing']).default('exact');
const columnName = z.enum(overviewColumns);

/** `GET /api/experiments/overview` */
export const overviewQuery = z.strictObject({
  id: many,
  metric: many.optional(),
  stage: many.optional().describe('"" = none'),
  x: axis,
  width: z.coerce.number().int().min(1).max(4000).default(600).describe('most buckets of a series'),
  from: z.coerce.number().optional().describe('widened to whole buckets'),
  to: z.coerce.number().optional(),
  columns: z.string().max(200).transform((text) => text.split(',')).pipe(z.array(columnName).min(1)).optional().describe(`some of ${overviewColumns.join(',')}; all when absent`),
  precision,
});

const listed = z.array(z.string()).min(1).max(1000);

/** `POST /api/experiments/overview`: the same question where an address would be too long. */
export const overviewBody = z.strictObject({
  id: listed,
  metric: listed.optional(),
  stage: listed.optional(),
  x: axis,
  width: z.number().int().min(1).max(4000).default(600),
  from: z.number().optional(),
  to: z.number().optional(),
  columns: z.array(columnName).min(1).optional(),
  precision,
});
export type OverviewRequest = z.output<typeof overviewBody>;

export const overviewMeta = z.object({
  columns: z.array(columnName),
  precision: z.enum(['exact', 'drawing']),
  series: z.array(z.object({
    id: z.string(), file: z.string(), name: z.string(), stage: z.string().nullable(),
    bucket_width: z.number(), buckets: z.number().int(), first: z.number().nullable().describe('null: x is a column of its own'),
    damaged_chunks: z.number().int().optional(),
  })),
  cursors: z.record(z.string(), z.string()).describe('experiment id -> cursor for experiments.metrics'),
});
export type OverviewMeta = z.infer<typeof overviewMeta>;

/** The buckets of one series, as an answer brought them. */
export interface OverviewLine {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  readonly bucketWidth: number;
  readonly x: ArrayLike<number>;
  /** A column that was asked for; zeros or NaN where it was not. */
  readonly column: (name: OverviewColumn) => ArrayLike<number>;
}

const counts: readonly OverviewColumn[] = ['count', 'nan', 'posInf', 'negInf'];

/** Reads an overview's frame; throws a RangeError, or a ZodError of its meta, when it is none. */
export function readOverview(frame: Columns): { readonly lines: readonly OverviewLine[]; readonly cursors: Readonly<Record<string, string>> } {
  const { columns: names, series, cursors } = overviewMeta.parse(frame.meta);
  let next = 0;
  const take = (length: number): ArrayLike<number> => {
    const column = frame.columns[next++];
    if (column?.length !== length) throw new RangeError('overview frame whose columns are not those of its meta');
    return column;
  };
  const lines = series.map(({ id, file, name, stage, bucket_width: bucketWidth, buckets, first }): OverviewLine => {
    const x = first === null ? take(buckets) : bordersFrom(first, bucketWidth, buckets, frame.columns[next]?.length ?? 0);
    const held = new Map(names.map((column) => [column, take(buckets)]));
    return { id, file, name, stage, bucketWidth, x, column: (column) => held.get(column) ?? new Float64Array(buckets).fill(counts.includes(column) ? 0 : NaN) };
  });
  return { lines, cursors };
}

/** Borders of buckets without a gap; their number must be that of the columns, so that no meta can ask for memory that the frame does not have. */
function bordersFrom(first: number, width: number, buckets: number, present: number): Float64Array {
  if (buckets !== present) throw new RangeError('overview frame whose columns are not those of its meta');
  return Float64Array.from({ length: buckets }, (_, i) => first + i * width);
}
