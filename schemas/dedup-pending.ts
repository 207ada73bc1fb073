import { z } from 'zod';
import { versionWords } from './dedup-publish.js';

/** A file as it was when the client logged it; it is taken over only while it still is. */
export const pendingFile = z.object({
  path: z.string().describe('within the version, with `/`'),
  source: z.string().min(1).max(4096).describe('absolute path; or relative to `pending/<id>/`, where a client put a copy of its own'),
  size: z.number().int().min(0),
  mtime_ns: z.string().regex(/^-?\d{1,20}$/).describe('nanoseconds, decimal'),
});
export type PendingFile = z.infer<typeof pendingFile>;

/**
 * `<root>/.runkeep/pending/<id>.json`: a version that a client of this machine wants made, written under a temporary name, synced and renamed (CLI-13,
 * CLI-60). Unknown members are ignored.
 */
export const pendingRecord = versionWords.strip().extend({
  version: z.literal(1),
  id: z.uuid().describe('also the name of the file'),
  created_at: z.number().describe('Unix time in seconds'),
  type: z.string(),
  name: z.string(),
  run_dir: z.string().max(4096).nullable().default(null).describe('the run that made it: its directory, relative to the root'),
  files: z.array(pendingFile).default([]),
});
export type PendingRecord = z.infer<typeof pendingRecord>;

/** `<root>/.runkeep/pending/answers/<id>.json`: what became of a record; it is kept for seven days. */
export const pendingAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('published'), id: z.string(), type: z.string(), name: z.string(), number: z.number().describe('of the version'), size_bytes: z.number(), num_files: z.number() }),
  z.object({ state: z.literal('rejected'), id: z.string(), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type PendingAnswer = z.infer<typeof pendingAnswer>;

/** `GET /api/dedup/pending`. */
export const pendingList = z.object({
  waiting: z.array(z.object({ id: z.string(), since: z.number() })),
  rejected: z.array(z.object({ id: z.string(), type: z.string().nullable(), name: z.string().nullable(), code: z.string(), message: z.string(), hint: z.string(), rejected_at: z.number() })),
});
