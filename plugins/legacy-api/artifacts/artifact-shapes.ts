import { join } from 'node:path';
import type { ArtifactDetail, ArtifactStore, ArtifactSummary, ArtifactVersion } from '../../../schemas/contracts/artifact-store.js';
import type { ArtifactLifecycle } from '../../../schemas/dedup-lifecycle.js';

/** An item of `GET /api/artifacts`; its size is that of the latest version. */
export async function summaryItem(store: ArtifactStore, { versions, latest, ...rest }: ArtifactSummary) {
  const all = await store.versions({ type: rest.type, name: rest.name });
  return { ...rest, size_bytes: all.find(({ version }) => version === latest)?.size_bytes ?? 0, num_versions: versions, latest_version: latest };
}

/** An item of `GET /api/artifacts/:name/versions`. */
export function versionItem({ version, created_at, created_by_run, size_bytes, num_files, status, aliases }: ArtifactVersion) {
  return { version, created_at, created_by_run, size_bytes, num_files, status, aliases };
}

/** Metadata of a version with its manifest; what its maker wrote beside them stays. */
export function detailItem({ files, references, parents, extra, lifecycle, deleted_at: _deleted, ...rest }: ArtifactDetail) {
  return { ...extra, ...rest, ...lifecycleFields(lifecycle), parent_artifacts: parents, manifest: { files: files.map(fileEntry), references, ...totals({ files, references }) } };
}

/** `GET /api/artifacts/:name/v:version/files`; the paths are those under the root. */
export function fileList(root: string, { type, name, version, files, references }: ArtifactDetail) {
  const folder = join(root, 'artifacts', type, name, `v${version}`, 'files');
  return { artifact: `${name}:v${version}`, files: files.map((file) => ({ ...fileEntry(file), absolute_path: join(folder, file.path), is_remote: false })), references, ...totals({ files, references }), is_remote: false };
}

/** `GET /api/artifacts/stats` */
export function statsItem({ artifacts, versions, size_bytes: size, stored_bytes: stored, by_type: byType }: Awaited<ReturnType<ArtifactStore['stats']>>) {
  const saved = Math.max(0, size - stored);
  return { total_artifacts: artifacts, total_versions: versions, total_size_bytes: size, total_files: 0, dedup_enabled: true, by_type: byType, dedup_pool_size_bytes: stored, space_saved_bytes: saved, dedup_ratio: size === 0 ? 0 : saved / size };
}

/** The fields that the legacy viewer added to metadata.json once somebody had promoted or evaluated the version. */
function lifecycleFields({ stage, updated_at, transitions, evaluations }: ArtifactLifecycle) {
  return {
    ...(updated_at !== null && { lifecycle_stage: stage, lifecycle_updated_at: updated_at, stage_transitions: transitions.map(({ from_stage, to_stage, at, notes, evaluator_run_id }) => ({ from_stage, to_stage, timestamp: at, notes, evaluator_run_id })) }),
    ...(evaluations.length > 0 && { evaluations: evaluations.map(({ id, at, status, metrics }) => ({ eval_id: id, date: at, status, metrics_summary: metrics })) }),
  };
}

function fileEntry({ path, size, digest, modified_at }: ArtifactDetail['files'][number]) {
  return { path, size, digest: `sha256:${digest}`, modified_at };
}

function totals({ files, references }: Pick<ArtifactDetail, 'files' | 'references'>) {
  return { total_size: files.reduce((sum, { size }) => sum + size, 0), total_files: files.length, total_references: references.length };
}
