import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ArtifactDetail, ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { fieldOf, listOf, textOf } from '../field.js';

/** `GET /api/runs/:id/artifacts`: what the run's own lists name, with what the store knows of it. */
export async function runArtifacts(store: ArtifactStore, catalog: ExperimentCatalog, { id }: Experiment): Promise<unknown> {
  const listed = async (document: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const entry of listOf(await catalog.document(id, document), 'artifacts')) found.push(await described(store, entry));
    return found;
  };
  return { created: await listed('artifacts_created.json'), used: await listed('artifacts_used.json') };
}

/** A version that the store does not hold is shown as the run named it. */
async function described(store: ArtifactStore, entry: unknown): Promise<unknown> {
  const own = { name: textOf(entry, 'name'), type: textOf(entry, 'type'), version: fieldOf(entry, 'version'), size_bytes: fieldOf(entry, 'size_bytes') ?? null };
  const known = await detailOf(store, own);
  const created = known?.created_at ?? fieldOf(entry, 'created_at') ?? fieldOf(entry, 'used_at') ?? null;
  return { ...own, size_bytes: known?.size_bytes ?? own.size_bytes, created_at: created, description: known?.description ?? '', aliases: known?.aliases ?? [], lifecycle_stage: known?.lifecycle.stage ?? 'experimental' };
}

async function detailOf(store: ArtifactStore, { name, type, version }: { readonly name: string | null; readonly type: string | null; readonly version: unknown }): Promise<ArtifactDetail | undefined> {
  if (name === null || typeof version !== 'number') return undefined;
  try {
    return await store.detail({ name, version, ...(type !== null && { type }) });
  } catch (error) {
    if (error instanceof RunkeepError) return undefined;
    throw error;
  }
}
