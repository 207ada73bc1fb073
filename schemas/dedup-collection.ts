import { z } from 'zod';

const digest = z.string().describe('SHA-256, hex');
const amount = z.object({ objects: z.number().int(), bytes: z.number().describe('allocated on the disk, once per inode') });

/** `POST /api/dedup/gc`: takes away objects that nothing refers to, or says which. */
export const collectionRequest = z.strictObject({ dry_run: z.boolean().default(true).describe('true: only says what would go') });
export const collectionAnswer = z.object({
  dry_run: z.boolean(),
  grace_seconds: z.number().describe('how long bytes stay that nothing refers to'),
  collected: amount.extend({ digests: z.array(z.object({ digest, bytes: z.number() })).describe('the first 1,000') }).describe('gone, or to go'),
  waiting: amount.describe('nothing refers to them, but not for long enough'),
  kept: amount.extend({ first: z.array(z.object({ digest, bytes: z.number(), kept_by: z.array(z.string()) })).describe('in a dry run the first 1,000; the others by GET /blobs') }),
  in_use: z.number().int().describe('left because somebody used them at that moment'),
  quarantine: z.object({ files: z.number().int(), bytes: z.number() }).describe('files set aside that were repaired 30 days ago or longer'),
  interrupted: z.boolean().describe('it ended early: another call goes on'),
});
export type CollectionAnswer = z.infer<typeof collectionAnswer>;

/** One blob of the pool and who keeps it. */
export const blobFate = z.object({
  digest,
  size: z.number(),
  state: z.enum(['kept', 'deleting']),
  in_pool: z.boolean(),
  kept_by: z.array(z.string()).describe('versions as type/name:vN, archived folders, plugins; the first 100'),
  places: z.array(z.string()).describe('files of the user with these bytes, which no collection touches; the first 100'),
  goes_in_seconds: z.number().nullable().describe('null while something keeps it; 0: with the next collection'),
});
export type BlobFate = z.infer<typeof blobFate>;

/** `GET /api/dedup/blobs`, by digest. */
export const blobPage = z.object({ blobs: z.array(z.object({ digest, size: z.number(), state: z.enum(['kept', 'deleting']), kept_by: z.array(z.string()) })), next: z.string().nullable() });
