import { appendFileSync } from 'node:fs';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory, metricLine } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { numberOf, spread, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { writeCatalog } from './support/catalog-rows.js';
import { ProcessWatch } from './support/process-watch.js';

/**
 * The legacy API of a real daemon over `--experiments` runs (10,000) and one run of `--steps` (100,000) steps of 10 metrics: the whole list
 * cold and warm, pages of V2, counts by path, tables with and without downsampling, and what another request waits meanwhile.
 * `--rounds` times each (10). The real viewer: list 6.5 s cold and 1.3 s warm, table 2.2 s, everything blocked.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, { experiments: numberOf(options, 'experiments', 10_000), rounds: numberOf(options, 'rounds', 10), steps: numberOf(options, 'steps', 100_000) }));
}

interface Shape {
  readonly experiments: number;
  readonly rounds: number;
  readonly steps: number;
}

async function measure(scene: Scene, { experiments, rounds, steps }: Shape): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  await writeCatalog(root, experiments);
  writeLong(root, steps);
  const daemon = await startDaemon(scene, { root, readyMs: 600_000 });
  await daemon.live(600_000);
  const cold = await timed(daemon, '/api/runs');
  const paths = {
    'list warm': '/api/runs', 'v2 first page': '/api/v2/experiments?per_page=50', 'v2 page 100': '/api/v2/experiments?per_page=50&page=100', 'paths with counts': '/api/paths?include_stats=true',
    'table whole': '/api/runs/long/metrics_step', 'table of 1000': '/api/runs/long/metrics_step?downsample=1000',
  };
  const figures: Record<string, Figure> = { 'list cold': { unit: 'ms', values: [cold] } };
  for (const [name, path] of Object.entries(paths)) figures[name] = { unit: 'ms', values: await many(daemon, path, rounds) };
  for (const [name, path] of [['list', '/api/runs'], ['table', '/api/runs/long/metrics_step']] as const) figures[`longest wait beside a ${name}`] = { unit: 'ms', values: [await waitBeside(daemon, path)] };
  const warm = spread(figures['list warm']?.values ?? []).median;
  for (const [name, path] of [['list', '/api/runs'], ['table whole', '/api/runs/long/metrics_step'], ['table of 1000', '/api/runs/long/metrics_step?downsample=1000']] as const) figures[`${name}, processor time of the main thread`] = { unit: 'ms', values: [await processorTime(daemon, path)] };
  const spent = figures['list, processor time of the main thread']?.values[0] ?? Infinity;
  await daemon.stop();
  return { figures, ratios: { 'list cold, real viewer / ours': [6500 / cold], 'list warm, real viewer / ours': [1300 / warm] }, goals: { legacy: { goal: 'the whole list of 10,000 runs costs the main thread <= 650 ms, a tenth of the cold list of the real viewer', met: spent <= 650 } } };
}

function writeLong(root: string, steps: number): void {
  const run = new RunDirectory(root, 'runs/bench/long');
  for (let from = 0; from < steps; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, steps - from) }, (_none, at) => metricLine(Object.fromEntries(Array.from({ length: 10 }, (_one, n) => [`m${n}`, Math.sin((from + at) / (100 + n))])), { step: from + at + 1, ts: 1_790_000_000 + from + at }));
    appendFileSync(run.events, lines.join(''));
  }
  run.finish();
}

async function timed(daemon: TestDaemon, path: string): Promise<number> {
  const before = performance.now();
  const response = await fetch(new URL(path, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}` } });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return performance.now() - before;
}

async function many(daemon: TestDaemon, path: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let each = 0; each < rounds; each += 1) times.push(await timed(daemon, path));
  return times;
}

/** What an answer costs the thread that serves: unlike the time on the wall, not what other programs take. */
async function processorTime(daemon: TestDaemon, path: string): Promise<number> {
  const watch = new ProcessWatch(daemon.pid);
  const before = performance.now();
  await timed(daemon, path);
  const spent = watch.share.main * (performance.now() - before);
  watch.close();
  return spent;
}

/** The slowest of small requests that are asked one after the other while the large one is answered. */
async function waitBeside(daemon: TestDaemon, path: string): Promise<number> {
  const over = new AbortController();
  const large = timed(daemon, path).finally(() => over.abort());
  let longest = 0;
  while (!over.signal.aborted) longest = Math.max(longest, await timed(daemon, '/api/health'));
  await large;
  return longest;
}
