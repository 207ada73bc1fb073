import { z } from 'zod';

/** `POST /api/dedup/artifacts/:type/:name/:version/purge`: a version of the recycle bin goes for good. */
export const versionPurgeRequest = z.strictObject({ apply: z.boolean().default(false).describe('false: only says what would go') });
export const versionPurgeAnswer = z.object({
  applied: z.boolean(),
  fate: z.enum(['removed', 'forgotten']).describe('forgotten: its files are not ours; they stay where they are, and taking in artifacts again finds them'),
  folder: z.string().nullable().describe('that goes, absolute; null: no file is touched'),
  folder_bytes: z.number().describe('allocated on the disk'),
  unreferenced: z.object({ objects: z.number().int(), bytes: z.number() }).describe('bytes of the pool that nothing refers to then: they go with a collection after the grace'),
  message: z.string(),
});
export type VersionPurgeAnswer = z.infer<typeof versionPurgeAnswer>;

/** `POST /api/dedup/retention`: puts versions into the recycle bin as the configured policies say. */
export const retentionRequest = z.strictObject({ apply: z.boolean().default(false).describe('false: only says which; it must have been asked so since the policies were changed') });
export const retentionAnswer = z.object({
  applied: z.boolean(),
  policies: z.number().int(),
  versions: z.array(z.object({ type: z.string(), name: z.string(), version: z.number(), why: z.string() })),
});
export type RetentionAnswer = z.infer<typeof retentionAnswer>;
