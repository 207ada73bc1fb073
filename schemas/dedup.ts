import { z } from 'zod';
import { artifactLifecycle } from './dedup-lifecycle.js';
import { migrationFinding } from './migration.js';

const time = z.number().nullable().describe('Unix time in seconds');
const digest = z.string().describe('SHA-256, hex');

/** One row of the list of artifacts. */
export const artifactSummary = z.object({
  type: z.string(),
  name: z.string(),
  versions: z.number(),
  latest: z.number().nullable().describe('highest version that is not deleted'),
  size_bytes: z.number().describe('of files, references not counted'),
  created_at: time,
  updated_at: time,
  aliases: z.record(z.string(), z.number()),
});

/** One version of an artifact. */
export const artifactVersion = z.object({
  type: z.string(),
  name: z.string(),
  version: z.number(),
  created_at: time,
  created_by_run: z.string().nullable(),
  created_by_user: z.string().nullable(),
  status: z.string().describe('as its maker wrote it'),
  size_bytes: z.number(),
  num_files: z.number(),
  num_references: z.number(),
  aliases: z.array(z.string()),
  deleted_at: time,
  damage: z.array(z.string()).describe('what is wrong with it; its files say it themselves'),
});

/** A version with its files. */
export const artifactDetail = artifactVersion.extend({
  updated_at: time,
  description: z.string().nullable(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
  parents: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), digest, size: z.number(), modified_at: time, state: z.enum(['ok', 'corrupt', 'missing', 'unverified']) })),
  references: z.array(z.object({ uri: z.string(), checksum: z.string().nullable(), size: z.number().nullable(), metadata: z.record(z.string(), z.unknown()) })),
  lifecycle: artifactLifecycle,
  extra: z.record(z.string(), z.unknown()),
});

/** `GET /api/dedup/stats`. */
export const artifactStats = z.object({
  artifacts: z.number(),
  versions: z.number(),
  size_bytes: z.number(),
  stored_bytes: z.number().describe('each distinct file once'),
  by_type: z.record(z.string(), z.object({ count: z.number(), versions: z.number(), size_bytes: z.number() })),
});

/** `GET /api/dedup/archive`. */
export const archiveAnswer = z.object({
  blobs: z.number().describe('intact ones'),
  blob_bytes: z.number(),
  collections: z.array(z.object({ path: z.string(), category: z.string(), fingerprint: z.string(), source_path: z.string().nullable(), created_at: time, file_count: z.number(), size_bytes: z.number(), name_ok: z.boolean(), fingerprint_ok: z.boolean(), missing: z.array(z.string()).describe('files without an intact blob') })),
  outputs: z.array(z.object({ path: z.string(), run_id: z.string(), name: z.string(), kind: z.enum(['file', 'folder']), file_count: z.number(), size_bytes: z.number(), is_complete: z.boolean() })),
});

/** `POST /api/dedup/adopt`. */
export const adoptionAnswer = z.object({
  versions: z.number(),
  files: z.number(),
  bytes: z.number(),
  at_risk: z.object({ files: z.number(), bytes: z.number() }),
  findings: z.array(migrationFinding),
});

/** `POST /api/dedup/secure`. */
export const secureAnswer = z.object({
  files: z.number().describe('taken into the pool, or to be taken'),
  bytes: z.number(),
  failed: z.array(z.object({ path: z.string(), message: z.string() })),
});
