import { z } from 'zod';
import { bulkIds } from './experiments.js';

/** `POST /api/experiments/purge`: deletes experiments of the recycle bin for good, files and rows. All of them or none. */
export const purgeRequest = z.strictObject({
  ids: bulkIds,
  dry_run: z.boolean().default(true).describe('true: only says what would be freed'),
});
export const purgeAnswer = z.object({
  dry_run: z.boolean(),
  experiments: z.array(z.object({ id: z.string(), run_dir: z.string(), files: z.number().int(), file_bytes: z.number() })),
  file_bytes: z.number().describe('disk space of the run directories; a file with further names elsewhere frees none'),
  database_bytes: z.number().describe('by which runkeep.db shrinks; when nothing else is written meanwhile, exactly'),
  database_shrinks: z.boolean().describe('false: a file of an older kind, whose space is only used again'),
  freed: z.object({ file_bytes: z.number(), database_bytes: z.number() }).nullable().describe('what was freed, null when nothing was done'),
});
export type PurgeAnswer = z.infer<typeof purgeAnswer>;

/** What a check found wrong with the database. */
export const fsckFinding = z.object({
  code: z.enum(['structure', 'foreign-key', 'axis', 'chunk', 'summary', 'rows', 'points', 'gap', 'bounds', 'cursor', 'orphan']),
  experiment_id: z.string().nullable(),
  file: z.string().nullable(),
  series: z.object({ name: z.string(), stage: z.string().nullable() }).nullable(),
  block: z.number().int().nullable(),
  message: z.string(),
  hint: z.string(),
});
export type FsckFinding = z.infer<typeof fsckFinding>;

export const fsckProgress = z.object({
  streams: z.number().int(),
  of: z.number().int().describe('event files to look at'),
  points: z.number().int(),
  bytes: z.number().int(),
});
export type FsckProgress = z.infer<typeof fsckProgress>;

/** `full` reads every block; `structure` only asks SQLite whether its file is sound. */
export const fsckKind = z.enum(['full', 'structure']);
export type FsckKind = z.infer<typeof fsckKind>;

/** `GET /api/experiments/fsck`: the check that runs, or the last one. */
export const fsckReport = z.object({
  state: z.enum(['never', 'running', 'clean', 'findings', 'failed']),
  kind: fsckKind,
  started_at: z.number().nullable(),
  ended_at: z.number().nullable(),
  progress: fsckProgress,
  findings: z.array(fsckFinding).describe('the first 1,000'),
  total: z.number().int().describe('findings in all'),
  failure: z.string().nullable().describe('why the check itself failed'),
  repaired: z.array(z.string()).describe('experiments that were read anew, and then checked again'),
});
export type FsckReport = z.infer<typeof fsckReport>;

/** `POST /api/experiments/fsck` starts a check, or answers with the one that runs. */
export const fsckRequest = z.strictObject({ repair: z.boolean().default(false).describe('read what is damaged anew, and check again') });
