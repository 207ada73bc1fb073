import { z } from 'zod';
import { many } from './many.js';
import { wireNumber } from './numbers.js';

const seconds = z.number().describe('Unix time in seconds');

/** What Runkeep concludes of a run; never written into the run's files (DISK-41, VIEW-70). */
export const experimentState = z.enum(['running', 'stale', 'finished', 'failed', 'interrupted', 'other', 'unknown']);
export type ExperimentState = z.infer<typeof experimentState>;

export const bestMetric = z.object({
  name: z.string(),
  value: wireNumber,
  step: z.number().nullable(),
  mode: z.enum(['max', 'min']),
});

/** One row of the experiments list. */
export const experiment = z.object({
  id: z.string(),
  run_id: z.string(),
  run_dir: z.string().describe('run directory, relative to the root'),
  layout: z.enum(['flat', 'project-name', 'path', 'recycle']),
  path: z.string().describe('logical path'),
  project: z.string().nullable(),
  name: z.string().nullable(),
  alias: z.string().nullable(),
  status: z.string().nullable().describe('as written in status.json; null when it cannot be read'),
  state: experimentState,
  exit_reason: z.string().nullable(),
  created_at: seconds.nullable(),
  started_at: seconds.nullable(),
  ended_at: seconds.nullable(),
  updated_at: seconds.describe('newest activity seen'),
  duration_seconds: z.number().nullable(),
  hostname: z.string().nullable(),
  pid: z.number().nullable(),
  python_version: z.string().nullable(),
  platform: z.string().nullable(),
  best_metric: bestMetric.nullable(),
  metric_count: z.number().int(),
  point_count: z.number().int(),
  reject_count: z.number().int(),
  session_count: z.number().int(),
  tags: z.array(z.string()),
  notes: z.string(),
  archived: z.boolean(),
  deleted_at: seconds.nullable(),
  delete_reason: z.string().nullable(),
  original_status: z.string().nullable(),
});
export type Experiment = z.infer<typeof experiment>;

/** `GET /api/experiments` */
export const experimentQuery = z.strictObject({
  filter: z.string().max(8192).optional().describe('for example: metrics.val_acc > 0.9 and params.lr < 1e-3 and status = "running"'),
  sort: z.string().max(512).optional().describe('a column, metrics.<name>, params.<name> or summary.<name>; "-" in front = descending; default -created_at'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  next: z.string().max(4096).optional(),
  show: z.enum(['present', 'archived', 'deleted', 'all']).default('present'),
  columns: z.union([z.string(), z.array(z.string())]).optional().describe('metrics.<name>, params.<name>, summary.<name> to return with each row in `values`'),
});
export const experimentRow = experiment.extend({ values: z.record(z.string(), z.unknown()).optional() });
export const experimentList = z.object({
  experiments: z.array(experimentRow),
  next: z.string().nullable(),
  total: z.number().int().describe('of the filter, over all pages'),
  total_is_least: z.boolean().describe('counting stopped at `total`: there are more'),
  cursor: z.string().describe('for the topic experiments.catalog'),
});
export type ExperimentRow = z.infer<typeof experimentRow>;
export type ExperimentList = z.infer<typeof experimentList>;

/** `GET /api/experiments/facets`: counts under the filter, and the names that a filter or a column may use. */
export const experimentFacets = z.object({
  total: z.number().int(),
  total_is_least: z.boolean().describe('the filter was counted over `total` runs, and there are more'),
  state: z.record(z.string(), z.number().int()),
  path: z.array(z.object({ value: z.string(), count: z.number().int() })),
  tags: z.array(z.object({ value: z.string(), count: z.number().int() })),
  metrics: z.array(z.string()),
  params: z.array(z.string()),
  archived: z.number().int(),
  deleted: z.number().int(),
});
export type ExperimentFacets = z.infer<typeof experimentFacets>;

export const session = z.object({
  number: z.number().int(),
  started_at: seconds.nullable(),
  hostname: z.string().nullable(),
  pid: z.number().nullable(),
});

/** `GET /api/experiments/:id` */
export const experimentDetail = experiment.extend({
  params: z.record(z.string(), z.unknown()),
  summary: z.record(z.string(), z.unknown()).describe("the user's own claims, non-finite numbers as words"),
  environment: z.record(z.string(), z.unknown()).nullable(),
  assets: z.unknown().nullable(),
  artifacts_created: z.array(z.unknown()),
  artifacts_used: z.array(z.unknown()),
  sessions: z.array(session),
  damage: z.array(z.string()).describe('what is odd about its files, in words'),
  heartbeat_at: seconds.nullable(),
});
export type ExperimentDetail = z.infer<typeof experimentDetail>;

/** `PATCH /api/experiments/:id` and the bulk form `PATCH /api/experiments` */
export const experimentChange = z.strictObject({
  alias: z.string().max(200).nullable().optional(),
  tags: z.array(z.string().min(1).max(128)).max(100).optional(),
  add_tags: z.array(z.string().min(1).max(128)).max(100).optional(),
  remove_tags: z.array(z.string().min(1).max(128)).max(100).optional(),
  notes: z.string().max(65_536).optional(),
  archived: z.boolean().optional(),
});
export type ExperimentChange = z.infer<typeof experimentChange>;
export const bulkIds = z.array(z.string().max(64)).min(1).max(1000);

/** `GET /api/experiments/:id/metrics` */
export const metricSeries = z.object({
  file: z.string(),
  name: z.string(),
  stage: z.string().nullable(),
  points: z.number().int(),
  kinds: z.object({
    float: z.number().int(), int: z.number().int(), bool: z.number().int(), bigint: z.number().int(),
    nan: z.number().int(), pos_inf: z.number().int(), neg_inf: z.number().int(),
  }),
  no_step: z.number().int(),
  lowest_step: z.number().nullable(),
  highest_step: z.number().nullable(),
  last: wireNumber,
  last_step: z.number().nullable(),
  min: z.number().nullable(),
  min_step: z.number().nullable(),
  max: z.number().nullable(),
  max_step: z.number().nullable(),
});
export const metricList = z.object({
  series: z.array(metricSeries),
  non_numeric: z.record(z.string(), z.record(z.string(), z.number().int())).describe('name -> kind -> count'),
  files: z.array(z.object({
    file: z.string(), generation: z.number().int(), offset: z.number(), size: z.number(), lines: z.number().int(),
    events: z.number().int(), metric_events: z.number().int(), glued_lines: z.number().int(), rejects: z.number().int(),
  })),
  seams: z.array(z.number()).describe('Unix seconds at which sessions after the first began'),
  cursor: z.string().describe('for the topic experiments.metrics'),
});
export type MetricList = z.infer<typeof metricList>;
export type MetricSeries = z.infer<typeof metricSeries>;

/** `GET /api/experiments/:id/points`: the seed's columns, a row per point, in file order; JSON or columns. */
export const pointQuery = z.strictObject({
  metric: many.optional(),
  stage: many.optional(),
  from_row: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000_000).default(100_000).describe('metrics events per file'),
});
export const pointList = z.object({
  points: z.array(z.object({
    experiment_id: z.string(), timestamp: z.number(), metric_name: z.string(), metric_value: wireNumber, step: z.number().nullable(), stage: z.string().nullable(),
    row: z.number().int(), kind: z.enum(['float', 'int', 'bool', 'bigint']),
  })),
  cursor: z.string(),
});

/**
 * Binary frames of `experiments.metrics` (key = experiment id), and `GET .../points` as columns: meta `pointsMeta`,
 * columns: 0 row ts, 1 row step (NaN = none), 2 row stage (i32 index, -1 = none), 3 point row (u32, within this frame),
 * 4 point name (u32 index), 5 value, 6 kind (u8).
 */
export const pointsMeta = z.object({
  topic: z.string().optional(),
  key: z.string(),
  cursor: z.string(),
  file: z.string(),
  generation: z.number().int(),
  first_row: z.number().int(),
  names: z.array(z.string()),
  stages: z.array(z.string()),
});
export type PointsMeta = z.infer<typeof pointsMeta>;

/** Data of `experiments.catalog` (key ''): rows that are new or changed, and ids that left the catalog. */
export const catalogDelta = z.object({ changed: z.array(experiment), gone: z.array(z.string()) });
export type CatalogDelta = z.infer<typeof catalogDelta>;

/** `GET /api/experiments/:id/logs`: whole UTF-8 lines of a byte range; `tail` = the last n bytes instead. */
export const logQuery = z.strictObject({
  file: z.string().max(300).default('logs.txt'),
  from: z.coerce.number().int().min(0).optional(),
  bytes: z.coerce.number().int().min(1).max(8_388_608).default(262_144),
  tail: z.coerce.number().int().min(1).max(8_388_608).optional(),
});
export const logPart = z.object({
  file: z.string(),
  from: z.number().int(),
  to: z.number().int().describe('byte offset behind the last whole line given; the topic experiments.logs goes on from here'),
  size: z.number().int(),
  text: z.string(),
});
export type LogPart = z.infer<typeof logPart>;

/** `GET /api/experiments/:id/media` */
export const mediaItem = z.object({
  key: z.string().nullable(),
  step: z.number().nullable(),
  caption: z.string().nullable(),
  ts: seconds.nullable(),
  file: z.string(),
  type: z.string().nullable().describe('by content; null when the file is gone'),
  size: z.number().nullable(),
  url: z.string().nullable().describe('good for 10 minutes'),
  logged: z.boolean().describe('false: a file without an event'),
});
export const mediaList = z.object({ media: z.array(mediaItem) });
export type MediaItem = z.infer<typeof mediaItem>;

/** `GET /api/experiments/:id/rejects` */
export const rejectList = z.object({
  rejects: z.array(z.object({ file: z.string(), offset: z.number(), length: z.number(), reason: z.string(), sample: z.string() })),
  total: z.number().int(),
});

/** `GET /api/experiments/sparklines`: one columns frame, a column of at most `width` values per id, in the order of meta. */
export const sparklineQuery = z.strictObject({
  id: many,
  width: z.coerce.number().int().min(8).max(200).default(60),
});
export const sparklineMeta = z.object({ lines: z.array(z.object({ id: z.string(), name: z.string() })) });
