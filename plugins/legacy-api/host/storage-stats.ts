import { join } from 'node:path';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { Root } from '../../../daemon/api/root.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { pathsOf } from '../paths/path-tree.js';
import { folderSize } from './folder-size.js';

/** Sizes of the root by area, looked up on the disk. */
export async function storageStats(scope: Scope, signal: AbortSignal): Promise<unknown> {
  const { path: root } = scope.get(Root);
  const size = (...parts: string[]) => folderSize(join(root, ...parts), signal);
  const archive = await size('archive');
  const blobs = await size('archive', 'blobs');
  const manifests = await size('archive', 'manifests');
  const datasets = await size('archive', 'manifests', 'datasets');
  const outputs = await size('archive', 'outputs');
  const groups = await scope.get(ExperimentCatalog).groups();
  const paths = pathsOf(groups);
  return {
    storage_root: root,
    total: sized((await size()).bytes),
    archive: {
      ...sized(archive.bytes),
      blobs: { ...sized(blobs.bytes), file_count: blobs.files },
      manifests: { ...sized(manifests.bytes), file_count: manifests.files, by_category: { datasets: { ...sized(datasets.bytes), file_count: datasets.files } } },
      outputs: { ...sized(outputs.bytes), file_count: outputs.files },
    },
    runs: { ...sized((await size('runs')).bytes), projects_count: new Set(paths.map((path) => path.split('/')[0])).size, experiments_count: paths.length, runs_count: groups.reduce((sum, { runs }) => sum + runs, 0) },
    index: sized((await size('index')).bytes),
  };
}

function sized(bytes: number): { readonly size_bytes: number; readonly size_human: string } {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return { size_bytes: bytes, size_human: `${(bytes / 1024 ** power).toFixed(2)} ${units[power] ?? 'B'}` };
}
