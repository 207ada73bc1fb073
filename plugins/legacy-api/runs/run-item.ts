import { join } from 'node:path';
import type { Experiment } from '../../../schemas/experiments.js';
import { fieldOf, listOf } from '../field.js';
import { shownStatus } from './run-status.js';

/** What the per-run documents of assets and artifacts count. */
export interface RunCounts {
  readonly assets_count: number;
  readonly artifacts_created_count: number;
  readonly artifacts_used_count: number;
}

/** An item of `GET /api/runs`: the fields of 0.6 and those of 0.3 to 0.5 together, so that programs of either find theirs. */
export function runItem(root: string, run: Experiment, counts: RunCounts) {
  return { ...runHead(root, run), path: shownPath(run), alias: run.alias, tags: run.tags, ...projectOf(run), ...counts };
}

/** What every list of runs begins with. */
export function runHead(root: string, run: Experiment) {
  return { id: run.run_id, run_dir: join(root, run.run_dir), created_time: run.created_at, status: shownStatus(run), pid: run.pid, ...bestOf(run) };
}

/** The logical path; null at the root, as 0.6 says it. */
export function shownPath({ path }: Pick<Experiment, 'path'>): string | null {
  return path === '' ? null : path;
}

/** Project and name; of a run of 0.6 the first part of its path and the rest. */
export function projectOf({ path, project, name }: Pick<Experiment, 'path' | 'project' | 'name'>): { readonly project: string; readonly name: string } {
  if (project !== null) return { project, name: name ?? '' };
  const slash = path.indexOf('/');
  return slash < 0 ? { project: path, name: '' } : { project: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** Computed from the points (DISK-42); numbers that JSON cannot hold are null. */
function bestOf({ best_metric: best }: Experiment): { readonly best_metric_value: number | null; readonly best_metric_name: string | null } {
  const value = typeof best?.value === 'number' ? best.value : null;
  return { best_metric_value: value, best_metric_name: value === null ? null : (best?.name ?? null) };
}

/** How many assets `assets.json` lists. */
export function assetsIn(assets: unknown): number {
  const snapshot = fieldOf(fieldOf(assets, 'code'), 'snapshot') === undefined ? 0 : 1;
  const config = Object.keys((fieldOf(assets, 'config') as object | undefined) ?? {}).length === 0 ? 0 : 1;
  return snapshot + config + listOf(assets, 'datasets').length + listOf(assets, 'pretrained').length + listOf(assets, 'outputs').length;
}
