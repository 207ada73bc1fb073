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
