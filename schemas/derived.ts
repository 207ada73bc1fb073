import { z } from 'zod';
import { wireNumber } from './numbers.js';

const many = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
const range = {
  width: z.coerce.number().int().min(1).max(4000).default(600).describe('buckets at most'),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
};

/**
 * `GET /api/experiments/smoothed`, or `POST` with the same as a body: series smoothed over all their points, in buckets. As columns: meta
 * `smoothedMeta`; series i has the nine columns from 9 * i on, in the order of `smoothedColumns`. `last` is the exact smoothed
 * value of the last point of the bucket, at `lastX`.
 */
export const smoothedQuery = z.strictObject({
  id: many.pipe(z.array(z.string().max(64)).min(1).max(200)),
  metric: many.optional(),
  stage: many.optional().describe('an empty one: none'),
  x: z.enum(['step', 'relative', 'time']).default('step'),
  ...range,
  kind: z.enum(['ema', 'time-ema', 'mean', 'gaussian']),
  parameter: z.coerce.number().describe('ema: weight, 0 to below 1; time-ema: half-life in x; mean: points; gaussian: deviation in points, at most 500'),
});
export const smoothedColumns = ['x', 'count', 'first', 'last', 'lastX', 'min', 'max', 'minX', 'maxX'] as const;
const smoothedHead = z.object({
  id: z.string(), file: z.string(), name: z.string(), stage: z.string().nullable(), points: z.number().int(), bucket_width: z.number(),
  damaged_chunks: z.number().int().optional(),
});
export const smoothedMeta = z.object({ series: z.array(smoothedHead), cursors: z.record(z.string(), z.string()) });
export type SmoothedMeta = z.infer<typeof smoothedMeta>;
const numbers = z.array(wireNumber);
export const smoothedAnswer = z.object({
  series: z.array(smoothedHead.extend({ x: numbers, count: numbers, first: numbers, last: numbers, lastX: numbers, min: numbers, max: numbers, minX: numbers, maxX: numbers })),
  cursors: z.record(z.string(), z.string()),
});

/**
 * `POST /api/experiments/aggregate`: statistics over groups of runs at every step where any of them has a point. Groups are given, or made of the
 * runs under a filter by what they have in common: a column, `tags`, `params.<name>`. As columns: meta `aggregateMeta`; series i has the
 * thirteen columns from 13 * i on, in the order of `aggregateColumns`.
 */
export const aggregateBody = z.strictObject({
  groups: z.array(z.strictObject({ label: z.string().max(1000), ids: z.array(z.string().max(64)).min(1).max(1000) })).min(1).max(200).optional(),
  group_by: z.string().max(1000).optional().describe('path, tags, params.<name>, ... of the runs under `filter`; one group of all when absent'),
  filter: z.string().max(10_000).optional(),
  show: z.enum(['present', 'archived', 'deleted', 'all']).default('present'),
  metrics: z.array(z.string()).min(1).max(100),
  stages: z.array(z.string().nullable()).optional().describe('all when absent; each is a line of its own'),
  ...range,
  interpolate: z.enum(['none', 'linear', 'last']).default('linear').describe('what a run says between its points; outside them it says nothing'),
});
export const aggregateColumns = ['x', 'lastX', 'n', 'mean', 'median', 'std', 'stderr', 'min', 'max', 'lowestMin', 'highestMax', 'lowestMean', 'highestMean'] as const;
const aggregateHead = z.object({
  label: z.string(), name: z.string(), stage: z.string().nullable(), runs: z.number().int(), steps: z.number().int(), bucket_width: z.number(),
  damaged_chunks: z.number().int().optional(),
});
const groupList = z.array(z.object({ label: z.string(), ids: z.array(z.string()) })).describe('the groups as they were made');
export const aggregateMeta = z.object({ series: z.array(aggregateHead), groups: groupList, missing: z.array(z.string()).describe('ids that are unknown') });
export type AggregateMeta = z.infer<typeof aggregateMeta>;
export const aggregateAnswer = z.object({
  series: z.array(aggregateHead.extend({ x: numbers, lastX: numbers, n: numbers, mean: numbers, median: numbers, std: numbers, stderr: numbers, min: numbers, max: numbers, lowestMin: numbers, highestMax: numbers, lowestMean: numbers, highestMean: numbers })),
  groups: groupList,
  missing: z.array(z.string()),
});
