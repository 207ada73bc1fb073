import { fileURLToPath } from 'node:url';
import { inScene } from '../fault/support/scenario.js';
import { allExperiments } from '../fault/support/taken-in.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { columnsOf, type LiveSocket } from '../support/live-socket.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, quantile, type BenchOptions, type Result } from './support/bench.js';
import { runDir, writeRuns } from './support/live-runs.js';
import { Told } from './support/told.js';

const legacy = { p50: 85, p95: 195, max: 201 } as const;

interface Shape {
  readonly runs: number;
  readonly active: number;
  readonly sockets: number;
  readonly runsPerSocket: number;
  readonly seconds: number;
  readonly events: number;
}

/**
 * Client write -> WebSocket frame: 1,000 run directories, 50 of them growing, 20 sockets. Ten minutes' worth of events
 * (one a second and run) is written in `--seconds` (60; 600 is real time); every socket follows `--runs-per-socket`
 * runs. A socket that gets a point late counts late; a point that never comes fails the bench.
 */
export function run(options: BenchOptions): Promise<Result> {
  const active = numberOf(options, 'active', 50);
  const shape: Shape = {
    active,
    runs: numberOf(options, 'runs', 1000),
    sockets: numberOf(options, 'sockets', 20),
    runsPerSocket: Math.min(active, numberOf(options, 'runs-per-socket', 10)),
    seconds: numberOf(options, 'seconds', 60),
    events: numberOf(options, 'events', active * 600),
  };
  return inScene((scene) => measure(scene, shape));
}

async function measure(scene: Scene, shape: Shape): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeRuns(root, shape.runs, shape.active);
  const daemon = await startDaemon(scene, { root });
  await daemon.live(120_000);
  const delays: number[] = [];
  const sockets = await subscribe(daemon, shape, (delay) => delays.push(delay));
  const writer = new Child(process.execPath, [fileURLToPath(new URL('support/live-writer.js', import.meta.url)), root, String(shape.active), String(shape.events / shape.seconds), String(shape.events)]);
  atEnd(scene, () => writer.signal('SIGKILL'));
  writer.process.stdin.write('go\n');
  await writer.ended;
  const expected = (shape.events / shape.active) * shape.sockets * shape.runsPerSocket;
  await until('every socket has every point', () => delays.length >= expected, 10_000).catch(() => undefined);
  for (const socket of sockets) await socket.close();
  await daemon.stop();
  return resultOf(shape, delays, expected);
}

async function subscribe(daemon: TestDaemon, shape: Shape, onDelay: (delay: number) => void): Promise<LiveSocket[]> {
  const ids = new Map((await allExperiments(daemon)).map(({ run_dir, id }) => [run_dir, id]));
  const sockets: LiveSocket[] = [];
  for (let index = 0; index < shape.sockets; index++) {
    const socket = await daemon.liveSocket();
    const seen = new Told();
    socket.onFrame = (frame) => {
      if ('reply' in frame && 'error' in frame.reply) throw new Error(JSON.stringify(frame.reply.error));
      const columns = columnsOf(frame);
      if (columns !== undefined) seen.delaysOf(columns).forEach(onDelay);
    };
    socket.subscribe('experiments.catalog');
    for (let nth = 0; nth < shape.runsPerSocket; nth++) {
      const id = ids.get(runDir((index * shape.runsPerSocket + nth) % shape.active)) ?? '';
      const { body } = await daemon.get(`/api/experiments/${id}/metrics`);
      socket.subscribe('experiments.metrics', id, (body as { cursor: string }).cursor);
    }
    sockets.push(socket);
  }
  return sockets;
}

function resultOf(shape: Shape, delays: readonly number[], expected: number): Result {
  const sorted = Float64Array.from(delays).sort();
  const figures = { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? Number.NaN };
  const count = (unit: string, value: number): { unit: string; values: number[] } => ({ unit, values: [value] });
  return {
    figures: {
      ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [`write to frame, ${name}`, count('ms', value)])),
      'events written': count('events/s', shape.events / shape.seconds),
      'points received': count('points', delays.length),
      'points missing': count('points', expected - delays.length),
    },
    ratios: { 'legacy p50 / ours': [legacy.p50 / figures.p50], 'legacy p95 / ours': [legacy.p95 / figures.p95], 'legacy max / ours': [legacy.max / figures.max] },
    goals: {
      latency: { goal: 'p99 <= 100 ms', met: figures.p99 <= 100 },
      complete: { goal: 'every socket gets every point once', met: delays.length === expected },
      legacy: { goal: `below the legacy viewer: p50 < ${legacy.p50}, p95 < ${legacy.p95}, max < ${legacy.max} ms`, met: figures.p50 < legacy.p50 && figures.p95 < legacy.p95 && figures.max < legacy.max },
    },
  };
}
