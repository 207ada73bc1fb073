import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { experimentList } from '../../schemas/experiments.js';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, quantile, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { askedTimes, type CatalogQuery } from './support/catalog-queries.js';
import { metricsPerRun, pointsPerRun, writeScaleRuns } from './support/scale-runs.js';

const status = z.object({ line: z.object({ state: z.string(), pointsRead: z.number() }) });
const patienceMs = 3_600_000;
const mebi = 1024 * 1024;

const queries: Readonly<Record<string, CatalogQuery>> = {
  'first page': { of: () => ({}) },
  'by path': { of: (random) => ({ filter: `path = "project-${random.between(0, 19)}/sweep-${random.between(0, 19)}"` }) },
  'by status': { of: (random) => ({ filter: `status = ${random.pick(['finished', 'failed'])}` }) },
  'sort by a metric': { of: (random) => ({ sort: `-metrics.metric_${random.between(0, metricsPerRun - 1)}` }) },
  'param and metric, ordered by it': { of: (random) => ({ filter: `params.lr > 1e-4 and metrics.metric_1 > ${random.next().toFixed(3)}`, sort: '-metrics.metric_1' }) },
  'free text': { of: (random) => ({ filter: `sweep-${random.between(0, 19)}` }) },
  'facets': { path: '/facets', of: () => ({}) },
};

/**
 * The seed's scale: `--runs` run directories (100,000) of 1,000 points, taken in by the real daemon, which then starts
 * cold: time to the first page, memory, size of the database, catalog and overview over HTTP.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'runs', 100_000), numberOf(options, 'rounds', 100)));
}

async function measure(scene: Scene, runs: number, rounds: number): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeScaleRuns(root, runs);
  const takenIn = await takeIn(scene, root, runs);
  const bytes = statSync(join(root, 'runkeep.db')).size;
  const started = performance.now();
  const daemon = await startDaemon(scene, { root, readyMs: patienceMs });
  const page = await daemon.json(experimentList, '/api/experiments');
  const cold = (performance.now() - started) / 1000;
  await askedTimes(daemon, queries['first page'] ?? { of: () => ({}) }, 100);
  const pages = await residentOf(daemon);
  await daemon.live(patienceMs);
  const passed = await residentOf(daemon);
  const times = await allTimes(daemon, rounds, page.experiments.map(({ id }) => id));
  await daemon.stop();
  return {
    figures: {
      'taken in, runs': one('runs/s', runs / takenIn),
      'taken in, points': one('points/s', (runs * pointsPerRun) / takenIn),
      'spawn to first page': one('s', cold),
      'RSS after 100 pages': one('MiB', pages),
      'RSS after the pass over the root': one('MiB', passed),
      'database': one('MB', bytes / 1e6),
      'database, per point': one('bytes', bytes / (runs * pointsPerRun)),
      ...times,
    },
    ratios: {},
    goals: {
      cold: { goal: 'cold start to the first page <= 0.5 s', met: cold <= 0.5 },
      memory: { goal: 'RSS <= 250 MB', met: Math.max(pages, passed) * mebi <= 250e6 },
      complete: { goal: 'every run is in the list', met: page.total === runs },
    },
  };
}

/** Seconds from the start until every point is taken in. */
async function takeIn(scene: Scene, root: string, runs: number): Promise<number> {
  const started = performance.now();
  const daemon = await startDaemon(scene, { root, readyMs: patienceMs });
  await until('every run is taken in', async () => {
    const { line } = await daemon.json(status, '/api/status');
    return line.state === 'live' && line.pointsRead >= runs * pointsPerRun;
  }, patienceMs);
  const seconds = (performance.now() - started) / 1000;
  await daemon.stop();
  return seconds;
}

async function residentOf(daemon: TestDaemon): Promise<number> {
  const text = await readFile(`/proc/${daemon.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? Number.NaN) / 1024;
}

async function allTimes(daemon: TestDaemon, rounds: number, ids: readonly string[]): Promise<Record<string, Figure>> {
  const overview = (count: number): CatalogQuery => ({ path: '/overview', of: (random) => ({ id: Array.from({ length: count }, () => random.pick(ids)), metric: 'metric_0', width: '600' }) });
  const asked = { ...queries, 'overview of 1 run': overview(1), 'overview of 20 runs': overview(20) };
  const figures: Record<string, Figure> = {};
  for (const [name, query] of Object.entries(asked)) figures[`${name} p50`] = one('ms', quantile(await askedTimes(daemon, query, rounds), 0.5));
  return figures;
}

function one(unit: string, value: number): Figure {
  return { unit, values: [value] };
}
