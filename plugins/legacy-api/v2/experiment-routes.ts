import { join } from 'node:path';
import { z } from 'zod';
import { Clock } from '../../../daemon/api/clock.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import { Root } from '../../../daemon/api/root.js';
import type { Parts, Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog, type CatalogPage, type CatalogQuery } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { folderSize } from '../host/folder-size.js';
import { stepTable } from '../metrics/step-table.js';
import { tableAnswer } from '../metrics/table-answer.js';
import { legacyRoute, runParam } from '../route.js';
import { presentRun, shownRun } from '../runs/find-run.js';
import { projectOf, runHead, shownPath } from '../runs/run-item.js';
import { experimentQuery, filterOf, sortOf, type ExperimentQuery } from './experiment-query.js';

const stepRange = z.string().regex(/^-?\d+:-?\d+$/, 'is no a:b').transform((text) => {
  const [from = 0, to = 0] = text.split(':').map(Number);
  return { from, to };
});
const fastQuery = z.object({ metric_names: z.string().max(8192).optional(), step_range: stepRange.optional(), downsample: z.coerce.number().int().min(1).max(50_000).optional() });

/** The V2 routes of 0.3 to 0.5. */
export function experimentRoutes(scope: Scope): Route[] {
  const catalog = (): ExperimentCatalog => scope.get(ExperimentCatalog);
  return [
    legacyRoute({ method: 'GET', path: '/v2/experiments', summary: 'Legacy: a page of experiments under all of the conditions, with the exact total', right: 'read', query: experimentQuery, handle: ({ query }) => experimentPage(scope, query) }),
    legacyRoute({ method: 'GET', path: '/v2/experiments/:id', summary: 'Legacy: one experiment with a summary of its metrics', right: 'read', params: runParam, handle: async ({ params, signal }) => experimentDetail(scope, await shownRun(catalog(), params.id), signal) }),
    legacyRoute({ method: 'GET', path: '/v2/experiments/:id/metrics/fast', summary: 'Legacy: some metrics as one row a step', right: 'read', params: runParam, query: fastQuery, handle: async ({ params, query }) => fastMetrics(scope, (await shownRun(catalog(), params.id)).id, query) }),
    legacyRoute({ method: 'POST', path: '/v2/experiments/batch-delete', summary: 'Legacy: put experiments into the recycle bin', right: 'write', body: z.object({ exp_ids: z.array(z.string().min(1).max(300)).min(1).max(1000) }), handle: async ({ body }) => {
      const runs = await Promise.all(body.exp_ids.map((id) => presentRun(catalog(), id)));
      const { changed } = await catalog().remove(runs.flatMap((run) => (run === undefined ? [] : [run.id])), 'user_deleted');
      return { deleted_count: changed.length, total_requested: body.exp_ids.length, failed: body.exp_ids.filter((_id, at) => runs[at] === undefined) };
    } }),
  ];
}

async function experimentPage(scope: Scope, query: ExperimentQuery): Promise<unknown> {
  const started = scope.get(Clock).monotonic();
  const catalog = scope.get(ExperimentCatalog);
  const filter = filterOf(query);
  const selection = { show: query.include_deleted ? ('all' as const) : ('present' as const), ...(filter !== undefined && { filter }) };
  const total = await catalog.count(selection);
  const first = (query.page - 1) * query.per_page;
  const runs = first >= total ? [] : await pageAt(catalog, { ...selection, sort: sortOf(query) }, first, query.per_page);
  return {
    experiments: runs.map((run) => headOf(scope.get(Root).path, run)), total, page: query.page, per_page: query.per_page,
    has_next: first + query.per_page < total, has_prev: query.page > 1 && total > 0, query_time_ms: elapsed(scope, started),
  };
}

/** The rows from `first` on: the catalog pages by cursor, so those before are walked over, a thousand at a time. */
async function pageAt(catalog: ExperimentCatalog, query: Omit<CatalogQuery, 'limit' | 'next'>, first: number, rows: number): Promise<readonly Experiment[]> {
  let skipped = 0;
  let next: string | undefined;
  while (skipped < first) {
    const page: CatalogPage = await catalog.list({ ...query, limit: Math.min(1000, first - skipped), ...(next !== undefined && { next }) });
    if (page.next === null) return [];
    skipped += page.experiments.length;
    next = page.next;
  }
  return (await catalog.list({ ...query, limit: rows, ...(next !== undefined && { next }) })).experiments;
}

function headOf(root: string, run: Experiment) {
  const folder = join(root, run.run_dir);
  return { ...runHead(root, run), path: shownPath(run), ...projectOf(run), tags: run.tags, logs: join(folder, 'logs.txt'), metrics: join(folder, 'events.jsonl'), metrics_step: join(folder, 'events.jsonl') };
}

async function experimentDetail(scope: Scope, run: Experiment, signal: AbortSignal): Promise<unknown> {
  const metrics = scope.get(Metrics);
  const series = await metrics.series(run.id);
  const events = (await metrics.counts(run.id)).reduce((sum, { metricEvents }) => sum + metricEvents, 0);
  const steps = series.flatMap(({ lowestStep, highestStep }) => [lowestStep, highestStep]).filter((step) => step !== null);
  const environment = await scope.get(ExperimentCatalog).document(run.id, 'environment.json');
  const { files } = await folderSize(join(scope.get(Root).path, run.run_dir), signal);
  return {
    experiment: headOf(scope.get(Root).path, run),
    metrics_summary: { total_data_points: events, available_metrics: [...new Set(series.map(({ name }) => name))].sort(), step_range: steps.length === 0 ? { min: null, max: null } : { min: Math.min(...steps), max: Math.max(...steps) } },
    environment_available: environment !== undefined,
    file_count: files,
  };
}

async function fastMetrics(scope: Scope, experimentId: string, { metric_names: list, step_range: range, downsample }: z.infer<typeof fastQuery>): Promise<Parts> {
  const started = scope.get(Clock).monotonic();
  const names = list === undefined ? undefined : list.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const table = await stepTable(scope.get(Metrics), { experimentId, hasEvents: false, ...(names && { names }), ...(range && { range }), ...(downsample !== undefined && { downsample }) });
  const filters = { metrics: names ?? null, step_range: range === undefined ? null : [range.from, range.to], downsampled: downsample !== undefined };
  return tableAnswer(table, { query_time_ms: elapsed(scope, started), total_points: table.rows, applied_filters: filters });
}

function elapsed(scope: Scope, started: number): number {
  return Math.round((scope.get(Clock).monotonic() - started) * 100) / 100;
}
