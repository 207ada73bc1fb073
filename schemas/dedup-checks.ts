import { z } from 'zod';

const digest = z.string().describe('SHA-256, hex');
const time = z.number().nullable().describe('Unix time in seconds');

/** What a check found wrong with the pool, the files that it stands in for, or their rows. */
export const poolFinding = z.object({
  code: z.enum(['object-missing', 'object-damaged', 'object-unreadable', 'object-drifted', 'object-without-row', 'stray-file', 'staged-file', 'row-deleting', 'reference-without-bytes', 'place-changed', 'manifest-missing', 'manifest-differs']),
  digest: digest.nullable(),
  path: z.string().nullable().describe('the file concerned, relative to the root or to the pool'),
  versions: z.array(z.string()).describe('versions concerned, as type/name:vN; the first 100'),
  message: z.string(),
  repaired_from: z.string().nullable().describe('what it was repaired with; null: it was not'),
});
export type PoolFinding = z.infer<typeof poolFinding>;

/** `GET /api/dedup/fsck`: the check of the pool that runs, or the last one. */
export const poolReport = z.object({
  state: z.enum(['never', 'running', 'clean', 'repaired', 'damage', 'failed']),
  full: z.boolean().describe('every byte was read; else files were compared by their stat'),
  started_at: time,
  ended_at: time,
  progress: z.object({ objects: z.number().int(), of: z.number().int(), bytes: z.number().describe('that were read') }),
  findings: z.array(poolFinding).describe('the first 1,000'),
  total: z.number().int().describe('findings in all'),
  left: z.number().int().describe('findings that were not repaired'),
  failure: z.string().nullable().describe('why the check itself failed'),
});
export type PoolReport = z.infer<typeof poolReport>;

/** `POST /api/dedup/fsck` starts a check, or answers with the one that runs. */
export const poolCheckRequest = z.strictObject({ full: z.boolean().default(false).describe('read every byte'), repair: z.boolean().default(false).describe('from any intact copy') });
export type PoolCheckRequest = z.infer<typeof poolCheckRequest>;

/** An object that was not what its name says. */
export const damageRow = z.object({
  id: z.string(),
  digest,
  what: z.string(),
  aside: z.string().nullable().describe('its name in the quarantine of the pool; null: there was no file, or it is gone'),
  repaired_from: z.string().nullable().describe('null: no intact copy was found yet'),
  found_at: z.number().describe('Unix time in seconds'),
});
export type DamageRow = z.infer<typeof damageRow>;

/** `GET /api/dedup/damage`, the newest first. */
export const damagePage = z.object({ damage: z.array(damageRow), open: z.number().int().describe('that nothing could repair yet') });

/** `GET /api/dedup/scrub`: how long ago the bytes of the pool were verified. */
export const scrubStatus = z.object({
  bytes_per_second: z.number().describe('how fast it reads at most; 0: it is switched off'),
  objects: z.number().int(),
  bytes: z.number(),
  verified_since_start: z.number().int().describe('objects'),
  oldest_verified_seconds: z.number().describe('age of the oldest verification; 0 where the pool is empty'),
  promised_seconds: z.number().describe('every byte is verified at least so often'),
  promise: z.string().nullable().describe('why the promise is not kept; null: it is'),
  damage: z.number().int().describe('that nothing could repair yet'),
});
export type ScrubStatus = z.infer<typeof scrubStatus>;
