import { z } from 'zod';

/** `POST /api/dedup/artifacts/:type/:name/:version/path`. */
export const viewRequest = z.strictObject({ path: z.string().min(1).max(1024).optional().describe('of one file within the version; absent = the folder with all of them') });

/** Where bytes of a version lie on the machine of the daemon, verified the moment before. */
export const viewAnswer = z.object({
  path: z.string().describe('absolute'),
  owner: z.enum(['runkeep', 'maker']).describe('maker: another program wrote these files, and may write them again'),
  files: z.number(),
  bytes: z.number(),
  cloned: z.number().describe('files that were made now and share their bytes with the pool'),
  copied: z.number().describe('files that were made now as copies'),
});
export type ViewAnswer = z.infer<typeof viewAnswer>;

/** `POST /api/dedup/artifacts/:type/:name/:version/drop-view`. */
export const droppedView = z.object({
  files: z.number().describe('that were removed; the pool keeps their bytes'),
  bytes: z.number(),
  left: z.array(z.string()).describe('what is no file of the version was left alone'),
});
export type DroppedView = z.infer<typeof droppedView>;

/** `GET /api/dedup/capabilities`: what the file system of the pool can do, probed there at the first ask. */
export const capabilities = z.object({
  folder: z.string().describe('where it was probed'),
  file_system: z.string().describe('by name, else its number'),
  reflink: z.boolean().describe('files can share their bytes until one of them is changed'),
  hard_links: z.boolean(),
  most_links: z.number().nullable().describe('names that one file may have, as this file system documents it; null: unknown, or none'),
  folder_fsync: z.boolean(),
  case_sensitive: z.boolean(),
  unicode_names: z.enum(['kept', 'folded', 'rewritten', 'refused']).describe('kept: é written in two ways is two names; folded: one name; rewritten: one name, and not the one that was written'),
  no_follow: z.boolean().describe('a file can be opened only if it is no symbolic link'),
  unix_socket: z.boolean(),
  durability: z.enum(['power', 'process']).describe('what an acknowledged write survives: a power cut, or only the end of the process'),
  durability_reason: z.string(),
});
export type Capabilities = z.infer<typeof capabilities>;
