import { z } from 'zod';
import { adoptionAnswer, archiveAnswer, artifactDetail, artifactSummary, artifactVersion } from '../../schemas/dedup.js';
import type { TestDaemon } from './daemon.js';

const version = z.object({
  version: z.number(),
  in_index: z.boolean(),
  metadata: z.boolean(),
  manifest: z.string(),
  files_ok: z.number(),
  files_corrupt: z.number(),
  files_missing: z.number(),
  references: z.number(),
  manifest_total_size: z.number(),
  status: z.string(),
  tags: z.array(z.string()),
  description: z.string(),
  created_by_run: z.string(),
  lifecycle_stage: z.string().nullable(),
  manifest_digest_ok: z.boolean(),
  deleted: z.boolean(),
});

/** What a correct reader finds in `artifacts/`. */
export const expectedStore = z.object({
  artifacts: z.record(z.string(), z.object({ index: z.string(), index_versions: z.array(z.number()), index_only_versions: z.array(z.number()), aliases: z.record(z.string(), z.number()), versions: z.array(version) })),
  dedup: z.object({ pool: z.array(z.object({ sha256: z.string(), nlink: z.number(), content_ok: z.boolean() })) }),
});

/** What a correct reader finds in `archive/`. */
export const expectedArchive = z.object({
  blobs: z.number(),
  blob_bytes: z.number(),
  content_ok: z.number(),
  manifests: z.array(z.object({ category: z.string(), fingerprint: z.string(), file_count: z.number(), total_size_bytes: z.number(), name_ok: z.boolean(), fingerprint_recomputed_ok: z.boolean(), missing_blobs: z.number() })),
  rolling_entries: z.number(),
  unreferenced: z.number(),
  missing: z.number(),
});

type Adoption = z.infer<typeof adoptionAnswer>;

const count = ({ findings }: Adoption, ...codes: string[]): number => findings.filter(({ code }) => codes.includes(code)).length;
const pathsOf = ({ findings }: Adoption, code: string): Set<string | null> => new Set(findings.filter((finding) => finding.code === code).map(({ path }) => path));

/** Takes in what lies under the daemon's root. */
export async function adopted(daemon: TestDaemon): Promise<Adoption> {
  const { status, body } = await daemon.post('/api/dedup/adopt');
  if (status !== 200) throw new Error(`the adoption answered ${status}: ${JSON.stringify(body)}`);
  return adoptionAnswer.parse(body);
}

/** The artifacts in the words of `expected.json`. */
export async function toldStore(daemon: TestDaemon, adoption: Adoption): Promise<z.infer<typeof expectedStore>['artifacts']> {
  const { artifacts } = await daemon.json(z.object({ artifacts: z.array(artifactSummary) }), '/api/dedup/artifacts');
  return Object.fromEntries(await Promise.all(artifacts.map(async ({ type, name, aliases }) => [`${type}/${name}`, { aliases, ...(await toldVersions(daemon, type, name, adoption)) }] as const)));
}

async function toldVersions(daemon: TestDaemon, type: string, name: string, adoption: Adoption): Promise<Omit<z.infer<typeof expectedStore>['artifacts'][string], 'aliases'>> {
  const path = `/api/dedup/artifacts/${encodeURIComponent(type)}/${encodeURIComponent(name)}`;
  const { versions } = await daemon.json(z.object({ versions: z.array(artifactVersion) }), path);
  const folder = (one: { readonly version: number }): string => `artifacts/${type}/${name}/v${one.version}`;
  const isIndexed = (one: { readonly version: number }): boolean => !pathsOf(adoption, 'version-not-in-index').has(folder(one));
  const isThere = (one: { readonly version: number }): boolean => !pathsOf(adoption, 'version-without-folder').has(folder(one));
  const details = await Promise.all(versions.filter(isThere).map((one) => daemon.json(artifactDetail, `${path}/${one.version}`)));
  return {
    index: pathsOf(adoption, 'artifact-index-unreadable').has(`artifacts/${type}/${name}/versions.json`) ? 'invalid' : 'ok',
    index_versions: versions.filter(isIndexed).map((one) => one.version),
    index_only_versions: versions.filter((one) => !isThere(one)).map((one) => one.version),
    versions: details.map((detail) => ({
      version: detail.version,
      in_index: isIndexed(detail),
      metadata: !pathsOf(adoption, 'artifact-metadata-unreadable').has(`${folder(detail)}/metadata.json`),
      manifest: pathsOf(adoption, 'manifest-unreadable').has(`${folder(detail)}/manifest.json`) ? 'invalid' : 'ok',
      files_ok: detail.files.filter(({ state }) => state === 'ok').length,
      files_corrupt: detail.files.filter(({ state }) => state === 'corrupt').length,
      files_missing: detail.files.filter(({ state }) => state === 'missing').length,
      references: detail.num_references,
      manifest_total_size: detail.size_bytes + detail.references.reduce((sum, { size }) => sum + (size ?? 0), 0),
      status: detail.status,
      tags: detail.tags,
      description: detail.description ?? '',
      created_by_run: detail.created_by_run ?? '',
      lifecycle_stage: detail.lifecycle.updated_at === null ? null : detail.lifecycle.stage,
      manifest_digest_ok: !pathsOf(adoption, 'manifest-digest-differs').has(`${folder(detail)}/manifest.json`),
      deleted: detail.deleted_at !== null,
    })),
  };
}

/** Runicorn's pool by what the adoption says of it. */
export function toldPool(adoption: Adoption): { readonly corrupt: number; readonly at_risk: number } {
  return { corrupt: count(adoption, 'pool-file-corrupt'), at_risk: adoption.at_risk.files };
}

/** The archive in the words of `expected.json`. */
export async function toldArchive(daemon: TestDaemon, adoption: Adoption): Promise<z.infer<typeof expectedArchive>> {
  const { blobs, blob_bytes, collections, outputs } = await daemon.json(archiveAnswer, '/api/dedup/archive');
  return {
    blobs: blobs + count(adoption, 'archive-file-corrupt'),
    blob_bytes,
    content_ok: blobs,
    manifests: collections.map(({ category, fingerprint, file_count, size_bytes, name_ok, fingerprint_ok, missing }) => ({ category, fingerprint, file_count, total_size_bytes: size_bytes, name_ok, fingerprint_recomputed_ok: fingerprint_ok, missing_blobs: missing.length })),
    rolling_entries: outputs.length,
    unreferenced: count(adoption, 'archive-file-unreferenced'),
    missing: count(adoption, 'archived-asset-missing', 'archive-parts-missing'),
  };
}
