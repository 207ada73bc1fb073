import { z } from 'zod';
import { archiveLimits } from './archive-io/limits.js';

/** The section `dedup` of the configuration. */
export const dedupConfig = z.strictObject({
  adoptMiBPerSecond: z.number().positive().max(100_000).default(200).describe('what Runicorn left is read for the first time no faster than this, so that trainings keep their disk'),
  archives: archiveLimits.prefault({}),
});
export type DedupConfig = z.infer<typeof dedupConfig>;
