import { z } from 'zod';
import { archiveLimits } from './archive-io/limits.js';
import { upkeepConfig } from './gc/upkeep-config.js';

/** The section `dedup` of the configuration. */
export const dedupConfig = z.strictObject({
  adoptMiBPerSecond: z.number().positive().max(100_000).default(200).describe('what Runicorn left is read for the first time no faster than this, so that trainings keep their disk'),
  uploadsAtOnce: z.number().int().min(1).max(1000).default(16).describe('further uploads are told to come again (LIM-32)'),
  ...upkeepConfig,
  archives: archiveLimits.prefault({}),
});
export type DedupConfig = z.infer<typeof dedupConfig>;
