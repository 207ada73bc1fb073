import { z } from 'zod';

const time = z.number().nullable().catch(null);
const text = z.string().nullable().catch(null);
const count = z.number().nullable().catch(null);
const texts = z.array(z.string()).catch([]);
const record = z.record(z.string(), z.unknown()).catch({});
const natural = z.number().int().min(1);

/** Members that are well-formed; the others are left out. */
export const listOf = <T>(member: z.ZodType<T>) => z.array(z.unknown()).catch([]).transform((all) => all.flatMap((one) => { const parsed = member.safeParse(one); return parsed.success ? [parsed.data] : []; }));

/** `versions.json`: only its map of aliases is right (DISK-55). */
export const versionIndex = z.object({
  versions: listOf(z.object({ version: natural, created_at: time, created_by_run: text, size_bytes: count, num_files: count, status: text })),
  aliases: record.transform((map) => Object.entries(map).flatMap(([alias, version]): [string, number][] => (natural.safeParse(version).success ? [[alias, Number(version)]] : []))),
  created_at: time,
  updated_at: time,
});
export type VersionIndex = z.infer<typeof versionIndex>;

const ownFields = ['name', 'type', 'version', 'size_bytes', 'num_files', 'num_references', 'aliases', 'created_at', 'updated_at', 'created_by_run', 'created_by_user', 'status', 'metadata', 'description', 'tags', 'parent_artifacts', 'manifest_digest'];

/** `metadata.json`; what the legacy viewer added is kept as `extra`. */
export const versionMetadata = z
  .looseObject({ created_at: time, updated_at: time, created_by_run: text, created_by_user: text, status: text, metadata: record, description: text, tags: texts, parent_artifacts: z.array(z.unknown()).catch([]), manifest_digest: text })
  .transform((all) => ({ ...all, extra: Object.fromEntries(Object.entries(all).filter(([name]) => !ownFields.includes(name))) }));
export type VersionMetadata = z.infer<typeof versionMetadata>;

/** `manifest.json`. */
export const versionManifest = z.object({
  files: z.array(z.object({ path: z.string(), size: z.number().int().min(0), digest: z.string().regex(/^sha256:[0-9a-f]{64}$/).transform((all) => all.slice(7)), modified_at: time })),
  references: listOf(z.object({ uri: z.string(), checksum: text, size: count, metadata: record })),
});
export type VersionManifest = z.infer<typeof versionManifest>;

/** `.deleted` in a version's folder. */
export const deletionMark = z.object({ deleted_at: time });

/** A manifest below `archive/manifests`. */
export const archiveManifest = z.object({
  created_at: time,
  source_path: text,
  fingerprint: z.string(),
  files: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size_bytes: z.number().int().min(0) })),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;

/** A document of `evaluations/`. */
export const evaluationDocument = z.looseObject({ model_name: text, model_version: count });
