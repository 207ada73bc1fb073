import { z } from 'zod';

const many = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));

/** Arrow IPC stream, as Accept asks for it. */
export const arrowType = 'application/vnd.apache.arrow.stream';

/** Media type and file suffix of each format. */
export const exportTypes = {
  csv: { type: 'text/csv; charset=utf-8; header=present', suffix: 'csv' },
  jsonl: { type: 'application/x-ndjson', suffix: 'jsonl' },
  arrow: { type: arrowType, suffix: 'arrows' },
  parquet: { type: 'application/vnd.apache.parquet', suffix: 'parquet' },
} as const;

/**
 * `GET /api/experiments/export`: all points of experiments as one file, streamed, with the columns experiment_id, timestamp, metric_name,
 * metric_value, step, stage, row, kind: by experiment, by file, in file order. What is given is what was there when its experiment's turn came.
 */
export const exportQuery = z.strictObject({
  id: many.pipe(z.array(z.string().max(64)).min(1).max(1000)).optional(),
  filter: z.string().max(10_000).optional().describe('instead of ids: a filter as lists take it'),
  show: z.enum(['present', 'archived', 'deleted', 'all']).default('present'),
  metric: many.optional(),
  stage: many.optional().describe('an empty one: none'),
  format: z.enum(['csv', 'jsonl', 'arrow', 'parquet']).default('csv'),
});
