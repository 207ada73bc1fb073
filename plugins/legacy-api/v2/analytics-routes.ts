import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { Clock } from '../../../daemon/api/clock.js';
import { Health } from '../../../daemon/api/health.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog, type RunGroup } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { allOf, quoted } from '../filter-text.js';
import { present } from '../paths/path-tree.js';
import { legacyRoute } from '../route.js';
import { projectOf } from '../runs/run-item.js';
import { runPages } from '../runs/run-pages.js';
import { projectFilter } from './project-filter.js';

const period = z.object({ days: z.coerce.number().int().min(1).max(36_500).default(30) });
const trendQuery = period.extend({ metric_name: z.string().min(1).max(1000), project: z.string().max(1000).optional() });
const daySeconds = 86_400;
const mebibyte = 1_048_576;

/** Counts over all experiments. */
export function analyticsRoutes(scope: Scope): Route[] {
  const groups = () => scope.get(ExperimentCatalog).groups();
  const now = (): number => scope.get(Clock).now();
  return [
    legacyRoute({ method: 'GET', path: '/v2/analytics/overview', summary: 'Legacy: counts of all experiments', right: 'read', handle: async () => ({ ...overview(await groups(), await figures(scope), now()), generated_at: now() }) }),
    legacyRoute({ method: 'GET', path: '/v2/analytics/projects', summary: 'Legacy: counts by project', right: 'read', query: period, handle: async ({ query }) => ({ projects: projects(present(await groups())), analysis_period_days: query.days, generated_at: now() }) }),
    legacyRoute({ method: 'GET', path: '/v2/analytics/performance-trends', summary: 'Legacy: best values of a metric over time', right: 'read', query: trendQuery, handle: async ({ query }) => ({ ...(await trends(scope, query)), analysis_period_days: query.days, generated_at: now() }) }),
    legacyRoute({ method: 'GET', path: '/v2/analytics/health', summary: 'Legacy: how the daemon feels', right: 'read', handle: async () => ({ ...(await health(scope)), checked_at: now() }) }),
  ];
}

/** Nobody measures these any more; programs find the fields. */
const performance = { avg_query_time_ms: 0, cache_hit_rate: 0 };
const storage = { storage_type: 'sqlite', backend_type: 'Runkeep' };

interface Figures {
  readonly points: number;
  readonly averageSeconds: number;
  readonly databaseBytes: number;
}

async function figures(scope: Scope): Promise<Figures> {
  const seconds: number[] = [];
  let points = 0;
  for await (const page of runPages(scope.get(ExperimentCatalog), { show: 'present' })) {
    for (const run of page) {
      points += run.point_count;
      if (run.duration_seconds !== null) seconds.push(run.duration_seconds);
    }
  }
  const { size } = await stat(scope.get(Root).database);
  return { points, averageSeconds: seconds.length === 0 ? 0 : seconds.reduce((all, one) => all + one, 0) / seconds.length, databaseBytes: size };
}

function overview(groups: readonly RunGroup[], { points, averageSeconds, databaseBytes }: Figures, now: number) {
  const shown = present(groups);
  const total = sum(groups);
  const active = sum(shown);
  const ended = sum(shown.filter(({ state }) => state === 'finished' || state === 'failed' || state === 'interrupted'));
  const finished = sum(shown.filter(({ state }) => state === 'finished'));
  const deleted = sum(groups.filter(({ show }) => show === 'deleted'));
  return {
    overview: { total_experiments: total, active_experiments: active, running_experiments: sum(shown.filter(({ state }) => state === 'running')), success_rate: ended === 0 ? 0 : finished / ended, avg_experiment_duration: averageSeconds, storage_size_mb: databaseBytes / mebibyte, query_performance: performance },
    storage_info: { ...storage, statistics: { total_experiments: total, active_experiments: active, deleted_experiments: deleted, total_metrics_points: points, storage_size_bytes: databaseBytes, db_size_mb: databaseBytes / mebibyte, db_fragmentation_pct: 0, updated_at: now, ...performance }, performance },
  };
}

function projects(groups: readonly RunGroup[]) {
  const found = new Map<string, { project: string; total_experiments: number; finished: number; failed: number; running: number }>();
  for (const { path, project, state, runs } of groups) {
    const name = projectOf({ path, project, name: null }).project;
    const counts = found.get(name) ?? { project: name, total_experiments: 0, finished: 0, failed: 0, running: 0 };
    found.set(name, counts);
    counts.total_experiments += runs;
    if (state === 'finished' || state === 'failed' || state === 'running') counts[state] += runs;
  }
  return [...found.values()].sort((a, b) => (a.project < b.project ? -1 : 1));
}

async function trends(scope: Scope, { metric_name: name, project, days }: z.infer<typeof trendQuery>) {
  const filter = allOf([`best_metric_name = ${quoted(name)}`, `created_at >= ${scope.get(Clock).now() - days * daySeconds}`, ...(project === undefined ? [] : [projectFilter(project)])]);
  const found: { readonly run: Experiment; readonly value: number }[] = [];
  for await (const page of runPages(scope.get(ExperimentCatalog), { show: 'present', sort: 'created_at', ...(filter !== undefined && { filter }) })) {
    for (const run of page) if (typeof run.best_metric?.value === 'number') found.push({ run, value: run.best_metric.value });
  }
  return { metric_name: name, project: project ?? null, trend_data: found.map(({ run, value }) => ({ experiment_id: run.run_id, created_at: run.created_at, value })), statistics: statistics(found.map(({ value }) => value)) };
}

function statistics(values: readonly number[]) {
  const count = values.length;
  if (count === 0) return { total_experiments: 0, mean_value: 0, std_dev: 0, min_value: 0, max_value: 0 };
  const mean = values.reduce((all, value) => all + value, 0) / count;
  const spread = count < 2 ? 0 : Math.sqrt(values.reduce((all, value) => all + (value - mean) ** 2, 0) / (count - 1));
  return { total_experiments: count, mean_value: mean, std_dev: spread, min_value: values.reduce((a, b) => Math.min(a, b)), max_value: values.reduce((a, b) => Math.max(a, b)) };
}

async function health(scope: Scope) {
  const daemon = scope.get(Health);
  const clock = scope.get(Clock);
  const started = clock.monotonic();
  const total = sum(await scope.get(ExperimentCatalog).groups());
  const asked = { ...performance, test_query_time_ms: Math.round((clock.monotonic() - started) * 100) / 100 };
  const issues = [...daemon.conditions().values()].filter(({ ok }) => !ok).map(({ message }) => message);
  const { size } = await stat(scope.get(Root).database);
  return { health_status: daemon.ok ? 'excellent' : 'degraded', health_score: daemon.ok ? 100 : 50, issues, performance: asked, storage: { ...storage, db_size_mb: size / mebibyte, total_experiments: total } };
}

function sum(groups: readonly RunGroup[]): number {
  return groups.reduce((all, { runs }) => all + runs, 0);
}
