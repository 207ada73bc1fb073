import { z } from 'zod';

/** Something odd that a migration met. Nothing of it stops the migration; what could not be taken in is named by its place. */
export const migrationFinding = z.object({
  severity: z.enum(['note', 'odd', 'lost']).describe('note: worth knowing; odd: taken in, but look at it; lost: bytes or facts that could not be taken in'),
  code: z.string().describe('stable, kebab-case'),
  experiment_id: z.string().nullable(),
  path: z.string().nullable().describe('file or folder, relative to the root'),
  offset: z.number().int().nullable().describe('byte offset in the file'),
  length: z.number().int().nullable().describe('bytes'),
  message: z.string(),
  hint: z.string(),
});
export type MigrationFinding = z.infer<typeof migrationFinding>;

/** Steps of a migration, in order. */
export const migrationStep = z.enum(['scan', 'ingest', 'hints', 'artifacts', 'verify', 'done']);
export type MigrationStep = z.infer<typeof migrationStep>;

/** How much of something is done. */
export const migrationCount = z.object({ done: z.number().int(), of: z.number().int() });

/** `GET /api/migration-v1`, and the frames of the topic `migration-v1.progress`. */
export const migrationProgress = z.object({
  state: z.enum(['unneeded', 'running', 'paused', 'complete', 'failed']).describe('unneeded: nothing of Runicorn lay in the root when the database was made'),
  generations: z.array(z.string()).describe('what was found: G0 to G5, as specs name them'),
  step: migrationStep,
  runs: migrationCount,
  points: z.number().int(),
  bytes: migrationCount.describe('of event files'),
  artifacts: migrationCount.describe('payload files'),
  verified: migrationCount.describe('runs whose files were counted a second time and agree'),
  findings: z.object({ note: z.number().int(), odd: z.number().int(), lost: z.number().int() }),
  started_at: z.number().nullable().describe('Unix time in seconds'),
  ended_at: z.number().nullable(),
  runs_per_second: z.number().nullable(),
  points_per_second: z.number().nullable(),
  seconds_left: z.number().nullable().describe('at the present rate; null while nothing can be said'),
  failure: z.string().nullable(),
});
export type MigrationProgress = z.infer<typeof migrationProgress>;
