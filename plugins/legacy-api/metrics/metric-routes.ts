import { z } from 'zod';
import { Metrics } from '../../../daemon/api/metrics.js';
import type { Parts, Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { legacyRoute, runParam } from '../route.js';
import { shownRun } from '../runs/find-run.js';
import { csvOf } from './csv.js';
import { report } from './report.js';
import { stepTable } from './step-table.js';
import { tableAnswer } from './table-answer.js';

const tableQuery = z.object({ downsample: z.coerce.number().int().min(100).max(50_000).optional() });
const reportQuery = z.object({ format: z.enum(['markdown', 'html']).default('markdown') });

/** Metrics as one row a step, and exports of one run. */
export function metricRoutes(scope: Scope): Route[] {
  const run = (id: string) => shownRun(scope.get(ExperimentCatalog), id);
  const table = async (id: string, downsample: number | undefined): Promise<Parts> => {
    const found = await stepTable(scope.get(Metrics), { experimentId: (await run(id)).id, hasEvents: true, ...(downsample !== undefined && { downsample }) });
    const headers = { 'X-Row-Count': String(found.rows), 'X-Total-Count': String(found.total), 'X-Last-Step': found.lastStep === null ? '' : String(found.lastStep) };
    return tableAnswer(found, { total: found.total, sampled: found.rows }, headers);
  };
  return [
    ...['/runs/:id/metrics', '/runs/:id/metrics_step'].map((path) => legacyRoute({ method: 'GET', path, summary: 'Legacy: metrics as one row a step; `downsample` keeps the extremes of every series', right: 'read', params: runParam, query: tableQuery, handle: ({ params, query }) => table(params.id, query.downsample) })),
    legacyRoute({ method: 'GET', path: '/metrics/cache/stats', summary: 'Legacy: a cache that is not needed any more', right: 'read', handle: async () => ({ size: 0, max_size: 0, hits: 0, misses: 0, incremental_updates: 0, hit_rate: 0, incremental_rate: 0 }) }),
    legacyRoute({ method: 'GET', path: '/export/:id/csv', summary: 'Legacy: all events of a run as CSV', right: 'read', deadlineSeconds: 0, params: runParam, handle: async ({ params }) => csvOf(scope, await run(params.id)) }),
    legacyRoute({ method: 'GET', path: '/export/:id/report', summary: 'Legacy: a report of a run, Markdown or HTML', right: 'read', params: runParam, query: reportQuery, handle: async ({ params, query }) => report(scope, await run(params.id), query.format) }),
  ];
}
