import { z } from 'zod';

const metadata = z.record(z.string().max(1024), z.unknown());
const user = z.string().min(1).max(200).nullable().default(null).describe('who says so, as the client calls them');
const experiment = z.string().min(1).max(64);

/** A reference of a version: bytes that lie elsewhere and are not kept here; nothing is ever fetched. */
export const versionReference = z.strictObject({
  uri: z.string().min(1).max(4096),
  checksum: z.string().max(512).nullable().default(null),
  size: z.number().int().min(0).nullable().default(null).describe('bytes; not counted as stored'),
  metadata: metadata.default({}),
});
export type VersionReference = z.infer<typeof versionReference>;

/** What a version is called and said to be, whoever publishes it. */
export const versionWords = z.strictObject({
  tags: z.array(z.string().min(1).max(128)).max(100).default([]),
  description: z.string().max(65_536).nullable().default(null),
  metadata: metadata.default({}),
  aliases: z.array(z.string()).max(100).default([]),
  parents: z.array(z.string().max(1024)).max(1000).default([]).describe('versions that it was made from: `name:v3`, `type/name:best`'),
  references: z.array(versionReference).max(100_000).default([]),
  user,
});

/** `POST /api/dedup/artifacts/:type/:name/versions`: the bytes lie in the pool already. */
export const versionRequest = versionWords.extend({
  files: z.array(z.strictObject({
    path: z.string().describe('within the version, with `/`'),
    digest: z.string().regex(/^(sha256:)?[0-9a-f]{64}$/).describe('SHA-256, hex, of bytes in the pool'),
    modified_at: z.number().nullable().default(null).describe('Unix time in seconds'),
  })).default([]),
  experiment: experiment.nullable().default(null).describe('id of the experiment that made it'),
  idempotency_key: z.string().min(1).max(128).optional().describe('asked again with the same key, the answer is the version that the first one made'),
});
export type VersionRequest = z.infer<typeof versionRequest>;

/** The version that was made. */
export const publishedAnswer = z.object({
  type: z.string(),
  name: z.string(),
  version: z.number(),
  size_bytes: z.number(),
  num_files: z.number(),
  manifest_digest: z.string().describe('SHA-256 of its manifest.json, hex'),
  durability: z.literal('power').describe('what it survives'),
  repeated: z.boolean().describe('it was made by an earlier request with this key'),
});
export type PublishedAnswer = z.infer<typeof publishedAnswer>;

/** `PATCH /api/dedup/artifacts/:type/:name/:version`; absent = as it was. */
export const wordsRequest = z.strictObject({
  tags: z.array(z.string().min(1).max(128)).max(100).optional(),
  description: z.string().max(65_536).nullable().optional(),
  user,
});

/** `PUT /api/dedup/artifacts/:type/:name/aliases/:alias`. */
export const aliasRequest = z.strictObject({
  version: z.string().min(1).max(128).nullable().describe('3, v3 or another alias; null takes it away'),
  expected: z.number().int().min(1).nullable().optional().describe('the version that it must name now, null: none; else 409'),
  user,
});

/** What an alias names now. */
export const aliasAnswer = z.object({ alias: z.string(), version: z.number().nullable(), before: z.number().nullable() });
export type AliasAnswer = z.infer<typeof aliasAnswer>;

/** Every move of the aliases of an artifact, newest first. */
export const aliasHistory = z.object({
  moves: z.array(z.object({ alias: z.string(), from_version: z.number().nullable(), to_version: z.number().nullable(), moved_at: z.number(), moved_by: z.string().nullable() })),
});

/** `POST /api/dedup/artifacts/:type/:name/:version/use`. */
export const useRequest = z.strictObject({ experiment });
