import { join } from 'node:path';
import type { Metrics, OverviewQuery } from '../../daemon/api/metrics.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import { columnsType } from '../../schemas/columns.js';
import { metricList } from '../../schemas/experiments.js';
import { inScene } from '../fault/support/scenario.js';
import { allExperiments } from '../fault/support/taken-in.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { Random } from '../support/random.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, quantile, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { appendLongSeries } from './support/long-series.js';
import { writeLongRun } from './support/query-daemon.js';

interface Shape {
  readonly long: number;
  readonly middle: number;
  readonly many: number;
  readonly each: number;
  readonly times: number;
  readonly isServed: boolean;
}

const million = 1e6;

/**
 * Overviews: of a long series (`--middle`, 1 M points), of many series in one request (`--many` of `--each` points), and random zooms into a
 * very long one (`--long`, 10 M points) in which one spike and one NaN are planted; in one process, and over HTTP from a real daemon (`--http 0` leaves that out).
 */
export function run(options: BenchOptions): Promise<Result> {
  const shape: Shape = {
    long: numberOf(options, 'long', 10 * million), middle: numberOf(options, 'middle', million),
    many: numberOf(options, 'many', 100), each: numberOf(options, 'each', 100_000), times: numberOf(options, 'times', 40), isServed: numberOf(options, 'http', 1) !== 0,
  };
  return inScene(async (scene) => {
    const inside = await inProcess(scene, shape);
    const outside = shape.isServed ? await overHttp(scene, shape) : { figures: {}, goals: {} };
    return { figures: { ...inside.figures, ...outside.figures }, ratios: {}, goals: { ...inside.goals, ...outside.goals } };
  });
}

type Half = Pick<Result, 'figures' | 'goals'>;

async function inProcess(scene: Scene, { long, middle, many, each, times }: Shape): Promise<Half> {
  const database = await openDatabase({ database: join(tempFolder(scene, 'runkeep-bench-'), 'runkeep.db') }, quietLog, new ManualClock());
  atEnd(scene, () => database.close());
  const line = openLineStore(database.path);
  atEnd(scene, () => line.close());
  const metrics = new SqlMetrics(database.sql, { of: async (id) => line.writer.unsealed(id) }, quietLog);
  const [spike, hole] = [Math.floor(long * 0.7123), Math.floor(long * 0.3321)];
  appendLongSeries(line.writer, { experimentId: 'middle', rows: middle, names: ['m'], seed: 1 });
  appendLongSeries(line.writer, { experimentId: 'many', rows: each, names: Array.from({ length: many }, (_, i) => `m${i}`), seed: 2 });
  appendLongSeries(line.writer, { experimentId: 'long', rows: long, names: ['m'], seed: 3, plants: [{ step: spike, value: 1e6 }, { step: hole, value: NaN }] });
  const random = new Random(4);
  const whole = await timesOf(times, () => metrics.overview({ experimentId: 'middle', axis: 'step', width: 1000 }));
  const all = await timesOf(Math.ceil(times / 2), () => metrics.overview({ experimentId: 'many', axis: 'step', width: 400 }));
  const zooms = await timesOf(times * 10, () => metrics.overview(zoom(random, long)));
  const missed = await missedPlants(metrics, random, { long, spike, hole, times: times * 10 });
  return {
    figures: { ...figure('overview of a long series', whole), ...figure('overview of many series', all), ...figure('random zoom', zooms), 'plants missed': { unit: 'pictures', values: [missed] } },
    goals: {
      long: goal(whole, 0.5, 3, `overview of ${middle} points`),
      many: goal(all, 0.5, 60, `${many} series of ${each} points`),
      zoom: goal(zooms, 0.99, 15, `zooms into ${long} points`),
      plants: { goal: 'one spike and one NaN are in every picture of their place', met: missed === 0 },
    },
  };
}

/** A window of 100 points to all of them, as a reader pans and zooms. */
function zoom(random: Random, rows: number, around?: number): OverviewQuery {
  const span = 10 ** (2 + random.next() * (Math.log10(rows) - 2));
  const from = around === undefined ? random.next() * (rows - span) : around - random.next() * span;
  return { experimentId: 'long', axis: 'step', width: 1000, from, to: from + span };
}

async function missedPlants(metrics: Metrics, random: Random, { long, spike, hole, times }: { long: number; spike: number; hole: number; times: number }): Promise<number> {
  let missed = 0;
  for (let i = 0; i < times; i++) {
    const width = random.pick([2, 60, 400, 1000, 4000]);
    const [high] = await metrics.overview({ ...zoom(random, long, spike), width });
    const [odd] = await metrics.overview({ ...zoom(random, long, hole), width });
    const top = high?.max.indexOf(1e6) ?? -1;
    const isSeen = high?.maxX[top] === spike && odd?.nan.reduce((sum, count) => sum + count, 0) === 1;
    if (!isSeen) missed++;
  }
  return missed;
}

async function overHttp(scene: Scene, { middle, many, each, times }: Shape): Promise<Half> {
  const root = tempFolder(scene, 'runkeep-bench-');
  await writeLongRun(root, 'middle', middle, 1);
  await writeLongRun(root, 'many', each, many);
  const daemon = await startDaemon(scene, { root });
  await daemon.live(600_000);
  const [longId, manyId] = await Promise.all([settled(daemon, 'middle', middle), settled(daemon, 'many', each)]);
  const long = await timesOf(times, () => asked(daemon, `id=${longId}&width=1000`));
  const all = await timesOf(Math.ceil(times / 2), () => asked(daemon, `id=${manyId}&width=400&columns=min,max&precision=drawing`));
  const bytes = await asked(daemon, `id=${manyId}&width=400&columns=min,max&precision=drawing`);
  await daemon.stop();
  return {
    figures: { ...figure('HTTP, overview of a long series', long), ...figure('HTTP, overview of many series', all), 'HTTP, many series': { unit: 'KB', values: [bytes / 1000] } },
    goals: { httpLong: goal(long, 0.5, 8, `HTTP, overview of ${middle} points`), httpMany: { goal: `${many} series at width 400 in <= 400 KB`, met: bytes <= 400_000 } },
  };
}

/** The id of a run, once all its rows are taken in. */
async function settled(daemon: TestDaemon, name: string, rows: number): Promise<string> {
  const id = (await allExperiments(daemon)).find((one) => one.name === name)?.id ?? '';
  await until(`${name} is taken in`, async () => (await daemon.json(metricList, `/api/experiments/${id}/metrics`)).files[0]?.metric_events === rows, 600_000);
  return id;
}

/** Bytes of the answer, as they are before any compression. */
async function asked(daemon: TestDaemon, query: string): Promise<number> {
  const answer = await fetch(new URL(`/api/experiments/overview?${query}`, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}`, Accept: columnsType, 'Accept-Encoding': 'identity' } });
  if (!answer.ok) throw new Error(`the overview answered ${answer.status}: ${await answer.text()}`);
  return (await answer.arrayBuffer()).byteLength;
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<Float64Array> {
  const times = new Float64Array(count);
  for (let i = -3; i < count; i++) {
    const before = performance.now();
    await work();
    // The first three warm up.
    if (i >= 0) times[i] = performance.now() - before;
  }
  return times.sort();
}

function figure(name: string, times: Float64Array): Record<string, Figure> {
  return { [`${name}, p50`]: { unit: 'ms', values: [quantile(times, 0.5)] }, [`${name}, p99`]: { unit: 'ms', values: [quantile(times, 0.99)] } };
}

function goal(times: Float64Array, part: number, most: number, what: string): { readonly goal: string; readonly met: boolean } {
  return { goal: `${what}: p${part * 100} <= ${most} ms`, met: quantile(times, part) <= most };
}
