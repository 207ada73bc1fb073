import { z } from 'zod';
import { versionReference } from '../../../schemas/dedup-publish.js';

/** A file of a version that is to be made; its bytes lie in the pool. */
export const draftFile = z.strictObject({ path: z.string(), digest: z.string(), size: z.number(), modified_at: z.number().nullable() });
export type DraftFile = z.infer<typeof draftFile>;

/** A version that is to be made, all of it checked. */
export const draft = z.strictObject({
  type: z.string(),
  name: z.string(),
  files: z.array(draftFile),
  references: z.array(versionReference),
  tags: z.array(z.string()),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  aliases: z.array(z.string()),
  /** `type/name:vN` each. */
  parents: z.array(z.string()),
  user: z.string().nullable(),
  /** The experiment that made it, and its run id, as the files of the seed name it. */
  made_by: z.strictObject({ experiment_id: z.string(), run_id: z.string() }).nullable(),
});
export type Draft = z.infer<typeof draft>;

/** Where the documents of versions lie: below the root's `artifacts`, or beside a pool that lies in the keep. */
export const home = z.enum(['root', 'keep']);
export type Home = z.infer<typeof home>;

/** A version on its way: its number is reserved, and everything else follows from this (REL-30). */
export const publication = z.strictObject({
  artifact_id: z.string(),
  version: z.number(),
  home,
  created_at: z.number(),
  /** The request that it answers, when that may come again. */
  asked: z.strictObject({ key: z.string(), fingerprint: z.string() }).nullable(),
  draft,
});
export type Publication = z.infer<typeof publication>;
