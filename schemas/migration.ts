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
export type MigrationCount = z.infer<typeof migrationCount>;

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

/** What a migration took in of one run, and whether a second count of its files agrees. */
export const migratedRun = z.object({
  experiment_id: z.string(),
  run_dir: z.string().describe('relative to the root'),
  state: z.enum(['taken', 'verified', 'differs', 'gone']).describe('taken: not counted a second time yet; gone: its directory vanished meanwhile'),
  events: z.number().int().nullable().describe('counted in the files; null until then, as all of these'),
  points: z.number().int().nullable(),
  rejects: z.number().int().nullable(),
  bytes: z.number().nullable().describe('of event files'),
  pending_bytes: z.number().nullable().describe('behind the last line end'),
  findings: z.array(migrationFinding),
});
export type MigratedRun = z.infer<typeof migratedRun>;

/** `GET /api/migration-v1/report`: runs in the order of their directories. */
export const migrationReportQuery = z.strictObject({
  least: migrationFinding.shape.severity.optional().describe('only findings at least so severe, and runs that have one; all when absent'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  next: z.string().max(4096).optional(),
});
export const migrationReport = z.object({
  progress: migrationProgress,
  general: z.array(migrationFinding).describe('what belongs to no run: at most 10,000, on the first page only'),
  runs: z.array(migratedRun),
  next: z.string().nullable(),
});
export type MigrationReport = z.infer<typeof migrationReport>;
