import { z } from 'zod';
import { experimentFacets, experimentList, sparklineMeta, type ExperimentChange, type ExperimentFacets, type ExperimentList } from '../../../../schemas/experiments.js';
import { fsckReport, purgeAnswer, type FsckReport, type PurgeAnswer } from '../../../../schemas/upkeep.js';
import { getColumns, getJson, send } from '../lib/api.js';
import type { TableView } from '../pure/table-view.js';
import { isKeyed } from '../pure/table-columns.js';

/** One page of the list, and when it was asked for (`performance.now()`): pushes that came later are newer. */
export interface ExperimentPage extends ExperimentList {
  readonly askedAt: number;
}

const pageSize = 100;
const status = z.object({ root: z.string() });

/** The experiments of a view, a page at a time. */
export async function fetchPage(view: TableView, next: string | null, signal: AbortSignal): Promise<ExperimentPage> {
  const askedAt = performance.now();
  const list = await getJson('/api/experiments', experimentList, {
    signal,
    query: { filter: view.filter || undefined, sort: view.sort, show: view.show, limit: pageSize, next: next ?? undefined, columns: view.columns.filter(isKeyed) },
  });
  return { ...list, askedAt };
}

/** Counts and names under a filter. */
export function fetchFacets(filter: string, show: string, signal: AbortSignal): Promise<ExperimentFacets> {
  return getJson('/api/experiments/facets', experimentFacets, { signal, query: { filter: filter || undefined, show } });
}

/** Curves of the primary metrics: id -> name and values; a run without one is absent. */
export async function fetchSparklines(ids: readonly string[], width: number): Promise<Map<string, { name: string; values: Float64Array }>> {
  const { meta, columns } = await getColumns('/api/experiments/sparklines', { query: { id: ids, width } });
  const { lines } = sparklineMeta.parse(meta);
  return new Map(lines.map(({ id, name }, i) => [id, { name, values: Float64Array.from(columns[i] ?? []) }]));
}

/** Changes many runs alike. */
export async function changeMany(ids: readonly string[], change: ExperimentChange): Promise<void> {
  await send('PATCH', '/api/experiments', { body: { ids, change } });
}

/** Moves runs to the recycle bin. */
export async function deleteMany(ids: readonly string[]): Promise<void> {
  await send('POST', '/api/experiments/delete', { body: { ids } });
}

/** Takes runs out of the recycle bin. */
export async function restoreMany(ids: readonly string[]): Promise<void> {
  await send('POST', '/api/experiments/restore', { body: { ids } });
}

/** What deleting runs of the recycle bin for good would free, or has freed (VIEW-131). */
export async function purge(ids: readonly string[], how: 'try' | 'do', signal?: AbortSignal): Promise<PurgeAnswer> {
  return purgeAnswer.parse(await send('POST', '/api/experiments/purge', { body: { ids, dry_run: how === 'try' }, ...(signal === undefined ? {} : { signal }) }));
}

/** The check of the database that runs, or the last one. */
export function fetchCheck(signal: AbortSignal): Promise<FsckReport> {
  return getJson('/api/experiments/fsck', fsckReport, { signal });
}

/** Begins a check that reads anew what is damaged. */
export async function beginRepair(): Promise<FsckReport> {
  return fsckReport.parse(await send('POST', '/api/experiments/fsck', { body: { repair: true } }));
}

/** The absolute path of the storage root, on the daemon's machine. */
export async function fetchRoot(signal: AbortSignal): Promise<string> {
  return (await getJson('/api/status', status, { signal })).root;
}
