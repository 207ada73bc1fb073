import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const content = { sha256, size: z.number().int().min(0) };

/** Names in a backup folder. */
export const backupNames = { manifest: 'manifest.json', objects: 'objects', staging: '.staging' } as const;

/** What makes a folder a backup: written last. Paths are relative to the root; bytes lie in `objects/<2 hex>/<sha256>`. */
export const backupManifest = z.object({
  format: z.literal('runkeep-backup'),
  version: z.literal(1),
  root: z.string().describe('absolute path of the root that was backed up'),
  created_at: z.number().describe('Unix time in seconds at which the copy of the database was begun'),
  database: z.object(content),
  folders: z.array(z.string()).describe('to be made before the files, outer ones first'),
  files: z.array(z.object({ path: z.string(), ...content, readonly: z.boolean(), stamp: z.string().optional().describe('of a file of a run: while it stays the same, the next backup does not read the file') })),
  runs: z.array(z.object({ dir: z.string(), cursors: z.array(z.object({ file: z.string(), offset: z.number().describe('bytes that the copy of the database has taken in') })) })),
  with_runs: z.boolean().describe('the files of the runs are in it'),
  lost: z.array(z.string()).describe('files that the database names, and of which no intact bytes were left'),
});
export type BackupManifest = z.infer<typeof backupManifest>;

/** `POST /api/dedup/backup`. */
export const backupRequest = z.strictObject({
  folder: z.string().min(1).max(4096).describe('absolute path on the machine of the daemon: a new or empty folder, or an earlier backup of this root'),
  runs: z.boolean().default(false).describe('the files of runs too'),
});
export type BackupRequest = z.infer<typeof backupRequest>;

export const backupAnswer = z.object({
  folder: z.string(),
  files: z.number().int(),
  bytes: z.number(),
  copied: z.object({ files: z.number().int(), bytes: z.number() }).describe('what the folder lacked'),
  lost: z.array(z.string()),
});
export type BackupAnswer = z.infer<typeof backupAnswer>;
