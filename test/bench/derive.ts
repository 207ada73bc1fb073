import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, type BenchOptions, type Figure, type Result } from './support/bench.js';

const list = z.object({ experiments: z.array(z.object({ id: z.string(), point_count: z.number(), run_dir: z.string() })) });
const pointList = z.object({ points: z.array(z.object({ metric_value: z.number(), row: z.number() })) });
const formats = ['csv', 'jsonl', 'arrow', 'parquet'] as const;

/**
 * Whole series computed by a real daemon: the average of one of `--points` points in 1,000 buckets, the aggregate of `--runs` runs of
 * `--each` points, exports of all formats. The average is also made as a client without it would: by its points as JSON.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, { points: numberOf(options, 'points', 1_000_000), runs: numberOf(options, 'runs', 100), each: numberOf(options, 'each', 100_000), rounds: numberOf(options, 'rounds', 3) }));
}

interface Size {
  readonly points: number;
  readonly runs: number;
  readonly each: number;
  readonly rounds: number;
}

async function measure(scene: Scene, { points, runs, each, rounds }: Size): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeRun(root, 'runs/one/20260921_141301_000000', points);
  for (let index = 0; index < runs; index++) writeRun(root, `runs/many/20260921_141301_${String(index + 1).padStart(6, '0')}`, each);
  const daemon = await startDaemon(scene, { root, args: ['--set', 'http.limits.deadlineSeconds=60'] });
  await daemon.live(300_000);
  const all = await until('every point is counted', async () => {
    const { experiments } = await daemon.json(list, '/api/experiments?limit=1000');
    return experiments.reduce((sum, { point_count: count }) => sum + count, 0) === points + runs * each ? experiments : undefined;
  }, 120_000);
  const one = all.find(({ run_dir: dir }) => dir.startsWith('runs/one/'))?.id ?? '';
  const ids = all.filter(({ id }) => id !== one).map(({ id }) => id);
  const times = { average: new Array<number>(), byClient: new Array<number>(), aggregate: new Array<number>() };
  const figures: Record<string, Figure> = {};
  for (let round = 0; round <= rounds; round++) {
    const average = await timed(() => smoothed(daemon, one));
    const aggregate = await timed(() => aggregated(daemon, ids));
    const byClient = await timed(() => averageByPoints(daemon, one, points));
    // The first round starts the threads.
    if (round === 0) continue;
    times.average.push(average);
    times.aggregate.push(aggregate);
    times.byClient.push(byClient);
  }
  for (const format of formats) Object.assign(figures, await exportFigures(daemon, one, format, { points, rounds }));
  const worst = Math.max(...times.aggregate);
  return {
    figures: {
      [`average of ${points} points`]: { unit: 'ms', values: times.average },
      'the same by points as JSON': { unit: 'ms', values: times.byClient },
      [`aggregate of ${runs} x ${each} points`]: { unit: 'ms', values: times.aggregate },
      ...figures,
    },
    ratios: { 'average against points as JSON': times.average.map((ms, i) => (times.byClient[i] ?? NaN) / ms) },
    goals: { aggregate: { goal: 'every round <= 1,000 ms', met: worst <= 1000 } },
  };
}

function writeRun(root: string, dir: string, points: number): void {
  const run = new RunDirectory(root, dir);
  for (let from = 0; from < points; from += 50_000) {
    run.append(Array.from({ length: Math.min(50_000, points - from) }, (_, i) => metricLine({ loss: Math.fround(Math.sin((from + i) / 1000) + 1 / (i + 1)) }, { step: from + i, stage: 'train', ts: 1_790_000_000 + from + i })).join(''));
  }
  run.finish();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function smoothed(daemon: TestDaemon, id: string): Promise<void> {
  good(await daemon.get(`/api/experiments/smoothed?id=${id}&metric=loss&kind=ema&parameter=0.99&width=1000`));
}

async function aggregated(daemon: TestDaemon, ids: readonly string[]): Promise<void> {
  good(await daemon.post('/api/experiments/aggregate', { groups: [{ label: 'all', ids }], metrics: ['loss'], width: 1000 }));
}

function good({ status, body }: { readonly status: number; readonly body: unknown }): void {
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
}

/** The average as a client makes it that has points only, a page of 200,000 rows at a time. */
async function averageByPoints(daemon: TestDaemon, id: string, points: number): Promise<void> {
  let average = 0;
  for (let from = 0; from < points; from += 200_000) {
    const { points: page } = await daemon.json(pointList, `/api/experiments/${id}/points?metric=loss&from_row=${from}&limit=200000`);
    for (const { metric_value: value } of page) average = 0.99 * average + 0.01 * value;
  }
  if (!Number.isFinite(average)) throw new Error('no average');
}

async function exportFigures(daemon: TestDaemon, id: string, format: string, { points, rounds }: Pick<Size, 'points' | 'rounds'>): Promise<Record<string, Figure>> {
  const rates: number[] = [];
  const sizes: number[] = [];
  const growths: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = residentBytes(daemon);
    let [bytes, most] = [0, before];
    const ms = await timed(async () => {
      for await (const chunk of await opened(daemon, `/api/experiments/export?id=${id}&format=${format}`)) {
        bytes += (chunk as Buffer).length;
        most = Math.max(most, residentBytes(daemon));
      }
    });
    rates.push((points / ms) * 1000);
    sizes.push((bytes / ms) * 1e-3);
    growths.push((most - before) / 1e6);
  }
  return { [`${format} export`]: { unit: 'points/s', values: rates }, [`${format} export, bytes`]: { unit: 'MB/s', values: sizes }, [`${format} export, memory`]: { unit: 'MB more', values: growths } };
}

function opened(daemon: TestDaemon, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(new URL(path, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}` } }, resolve).on('error', reject));
}

function residentBytes({ pid }: TestDaemon): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
