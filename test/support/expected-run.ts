import { z } from 'zod';
import { expectedArchive, expectedStore } from './expected-artifacts.js';

/** An object as its entries: names such as `__proto__` survive (SEC-35). */
const named = <T>(value: z.ZodType<T>) => z.unknown().transform((object) => Object.entries(object ?? {}).map(([name, inner]): [string, T] => [name, value.parse(inner)]));
const counts = z.record(z.string(), z.number());

/** One run of a fixture's `expected.json`: what a correct reader finds. */
export const expectedRun = z.object({
  dir: z.string(),
  run_id: z.string(),
  layout: z.string(),
  logical_path: z.string(),
  meta: z.looseObject({ alias: z.string().nullish(), created_at: z.number().nullish() }).nullable(),
  meta_file: z.string(),
  status_file: z.string(),
  summary_file: z.string(),
  status: z.string().nullable(),
  has_ended_at: z.boolean(),
  exit_reason: z.string().nullable(),
  deleted: z.boolean(),
  delete_reason: z.string().nullable(),
  original_status: z.string().nullable(),
  events: z.object({
    present: z.boolean(),
    bytes: z.number().default(0),
    lines: z.number().default(0),
    events: z.number().default(0),
    metrics_events: z.number().default(0),
    glued_lines: z.number().default(0),
    torn_ranges: z.array(z.tuple([z.number(), z.number()])).default([]),
    tail_bytes: z.number().default(0),
    metrics_without_step: z.number().default(0),
    steps_not_increasing: z.number().default(0),
    events_before_meta_created_at: z.number().nullish(),
  }),
  metrics: named(z.object({ points: z.number(), kinds: counts, min_step: z.number().nullable(), max_step: z.number().nullable(), no_step: z.number(), distinct_steps: z.number(), first: z.string(), last: z.string() })),
  non_numeric: z.record(z.string(), counts),
  stages: counts,
  images: z.array(z.object({ key: z.string(), path: z.string(), step: z.number().nullable(), caption: z.string().nullable(), file_exists: z.boolean() })),
  media_files: z.number(),
  summary: z.unknown(),
  logs: z.object({ bytes: z.number(), sha256: z.string() }).nullable(),
  environment: z.boolean(),
  artifacts_created: z.array(z.string()),
  artifacts_used: z.array(z.string()),
  assets: z.looseObject({ datasets: z.number(), pretrained: z.number(), outputs: z.number() }).nullable(),
});
export type ExpectedRun = z.infer<typeof expectedRun>;

/** `expected.json`: fixtures by name. */
export const expectedRoots = z.record(z.string(), z.object({
  empty_run_directories: z.array(z.string()),
  runs: z.array(expectedRun),
  artifact_store: expectedStore.nullish(),
  archive: expectedArchive.nullish(),
  databases: z.record(z.string(), z.object({ metric_rows_by_run: counts.default({}) })),
}));
export type ExpectedRoot = z.infer<typeof expectedRoots>[string];
