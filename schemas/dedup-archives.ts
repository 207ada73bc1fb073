import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);

/** Name of the manifest in an archive. */
export const archiveManifestName = 'runkeep-archive.json';

/** The manifest of an archive: every file beside it, and only those. */
export const archiveManifest = z.object({
  format: z.literal('runkeep-archive'),
  version: z.literal(1),
  created_at: z.number().describe('Unix time in seconds'),
  runs: z.array(z.string()).describe('run directories, as they lie in a root'),
  artifacts: z.array(z.string()).describe('folders of versions, as they lie in a root'),
  left_out: z.array(z.string()).describe('links and other things that are no regular files'),
  files: z.array(z.object({ path: z.string(), size: z.number().int().min(0), sha256 })),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

/** `POST /api/dedup/archives/import`. */
export const archiveImportRequest = z.strictObject({
  archive: z.string().min(1).max(4096).describe('absolute path of a .tar.gz or .zip on the machine of the daemon'),
  legacy: z.boolean().default(false).describe("Runicorn's own export made it: run directories without a manifest"),
});
export type ArchiveImportRequest = z.infer<typeof archiveImportRequest>;

/** What came of an archive; what was there already, byte for byte, is not taken in twice. */
export const archiveImportAnswer = z.object({
  runs: z.array(z.string()).describe('run directories that came in'),
  artifacts: z.array(z.string()).describe('versions that came in'),
  equal: z.number().int().describe('runs and versions that were there already'),
  files: z.number().int(),
  bytes: z.number(),
});
export type ArchiveImportAnswer = z.infer<typeof archiveImportAnswer>;

/** `POST /api/dedup/archives/export`; the answer is the archive itself. */
export const archiveExportRequest = z.strictObject({
  experiments: z.array(z.string().min(1).max(64)).max(10_000).default([]).describe('ids'),
  artifacts: z.array(z.string().min(1).max(2100)).max(10_000).default([]).describe('versions, as type/name:version; the version is a number or an alias'),
  format: z.enum(['tar.gz', 'zip']).default('tar.gz'),
});
export type ArchiveExportRequest = z.infer<typeof archiveExportRequest>;
