import { z } from 'zod';

/** A SHA-256 in lower-case hex, as clients have to send it. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 lower-case hex digits');

/** Bytes that a client has: their digest and number. */
export const announcedBlob = z.strictObject({ digest: sha256Hex, size: z.number().int().min(0) });

/** The handshake before an upload: which of these are missing here? */
export const knownQuestion = z.strictObject({ blobs: z.array(announcedBlob).max(10_000) });
export const knownAnswer = z.object({ missing: z.array(z.string()).describe('digests that have to be brought, in the order of the question') });

/** How far an upload came; `stored`: the pool holds the bytes, and they survive a power cut. */
export const uploadState = z.object({
  digest: z.string(),
  size: z.number(),
  offset: z.number().describe('bytes that are durable: the next ones begin here'),
  stored: z.boolean(),
  durability: z.literal('power').optional().describe('what stored bytes survive'),
});
export type UploadState = z.infer<typeof uploadState>;
