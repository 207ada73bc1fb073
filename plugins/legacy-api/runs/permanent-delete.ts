import { RunkeepError } from '../../../daemon/api/errors.js';
import { assetRefs, type Asset, type Ground } from './asset-refs.js';
import { deletedRun, presentRun } from './find-run.js';

/** What a deletion for good did, or would do. */
export interface Deleted {
  readonly success: boolean;
  readonly run_id: string;
  readonly run_dir_deleted: boolean;
  readonly orphaned_assets: readonly Asset[];
  readonly kept_assets: readonly Asset[];
  readonly blobs_deleted: number;
  readonly manifests_deleted: number;
  readonly outputs_deleted: number;
  readonly bytes_freed: number;
  readonly errors: readonly string[];
}

/** Deletes a run of the recycle bin; a run that is not there, still runs or holds others is refused in `errors`. `archive/` is never touched. */
export async function permanentlyDeleted(ground: Ground, id: string, isDry: boolean): Promise<Deleted> {
  const { catalog } = ground;
  const run = await deletedRun(catalog, id);
  const shown = run ?? (await presentRun(catalog, id));
  const { orphaned, shared } = shown === undefined ? { orphaned: [], shared: [] } : await assetRefs(ground, shown);
  const refused: Deleted = { success: false, run_id: shown?.run_id ?? id, run_dir_deleted: false, orphaned_assets: orphaned, kept_assets: shared, blobs_deleted: 0, manifests_deleted: 0, outputs_deleted: 0, bytes_freed: 0, errors: [] };
  if (run === undefined) return { ...refused, errors: [shown === undefined ? 'run not found' : 'the run is not in the recycle bin: soft-delete it first'] };
  try {
    const { file_bytes: bytes } = await catalog.purge([run.id], isDry);
    return { ...refused, success: true, run_dir_deleted: true, bytes_freed: bytes };
  } catch (error) {
    if (!(error instanceof RunkeepError)) throw error;
    return { ...refused, errors: [error.message] };
  }
}
