import { z } from 'zod';
import { migrationCount, migrationFinding } from './migration.js';

/** `POST /api/migration-v1/import`. */
export const importRequest = z.strictObject({
  from: z.string().min(1).max(4096).describe('absolute path of the root that is copied, on the machine of the daemon'),
  dry_run: z.boolean().default(false).describe('only look: what would be copied, and what is in the way'),
});
export type ImportRequest = z.infer<typeof importRequest>;

/** What became of the runs, or of the other things; in a dry run `copied` are those that would be. */
export const importTally = z.object({
  of: z.number().int(),
  copied: z.number().int(),
  equal: z.number().int().describe('were there already, with the same bytes'),
  conflicts: z.number().int().describe('something else lies in their place; it was left alone'),
  failed: z.number().int(),
});
export type ImportTally = z.infer<typeof importTally>;

/** The frames of the topic `migration-v1.import`. */
export const importProgress = z.object({
  state: z.enum(['none', 'running', 'complete', 'failed']).describe('none: nothing was imported yet; complete: the end was reached, whatever became of single runs'),
  step: z.enum(['look', 'copy', 'take-in', 'done']).describe('take-in: the line and the migration go through what came'),
  source: z.string().nullable(),
  dry_run: z.boolean(),
  runs: importTally,
  others: importTally.describe('versions of artifacts, blobs, databases and labels'),
  files: migrationCount,
  bytes: migrationCount,
  findings: z.object({ note: z.number().int(), odd: z.number().int(), lost: z.number().int() }),
  started_at: z.number().nullable().describe('Unix time in seconds'),
  ended_at: z.number().nullable(),
  bytes_per_second: z.number().nullable(),
  seconds_left: z.number().nullable(),
  failure: z.string().nullable(),
});
export type ImportProgress = z.infer<typeof importProgress>;

/** `GET /api/migration-v1/import`: the import that runs, or the last one. */
export const importReport = importProgress.extend({
  told: z.array(migrationFinding).describe('conflicts, failures and files that grew: the first 1,000; paths are relative to both roots'),
});
export type ImportReport = z.infer<typeof importReport>;
