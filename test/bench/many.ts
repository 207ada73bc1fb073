import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { inScene } from '../fault/support/scenario.js';
import { allExperiments } from '../fault/support/taken-in.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { columnsOf, type LiveSocket } from '../support/live-socket.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, quantile, type BenchOptions, type Result } from './support/bench.js';
import { linesBefore, runDir, writeRuns } from './support/live-runs.js';
import { MemorySamples, type MemorySlope } from './support/memory-samples.js';
import { ProcessWatch, type CpuTime } from './support/process-watch.js';
import { Told } from './support/told.js';

interface Shape {
  readonly files: number;
  readonly rate: number;
  readonly seconds: number;
  readonly sampled: number;
}

interface Measured {
  readonly delays: readonly number[];
  readonly cpu: CpuTime;
  readonly memory: { readonly most: number; readonly slope: MemorySlope };
  /** Points of all runs, of which only some are heard on sockets. */
  readonly missing: number;
}

const runsPerSocket = 10;
const lineState = z.object({ line: z.object({ pointsRead: z.number() }) });

/**
 * 1,000 event files that grow by 10 lines a second each, two metrics a line: client write -> WebSocket frame on sockets
 * that follow 50 of them, processor time and memory of the daemon. Options: --seconds 60, --files, --rate (lines a second in all).
 */
export function run(options: BenchOptions): Promise<Result> {
  const files = numberOf(options, 'files', 1000);
  const shape: Shape = { files, rate: numberOf(options, 'rate', 10 * files), seconds: numberOf(options, 'seconds', 60), sampled: Math.min(files, numberOf(options, 'sampled', 50)) };
  return inScene(async (scene) => resultOf(shape, await measure(scene, shape)));
}

async function measure(scene: Scene, shape: Shape): Promise<Measured> {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeRuns(root, shape.files, shape.files, { stage: 'train' });
  const daemon = await startDaemon(scene, { root });
  await daemon.live(120_000);
  const delays: number[] = [];
  const sockets = await subscribe(daemon, shape, (delay) => delays.push(delay));
  const watch = new ProcessWatch(daemon.pid);
  atEnd(scene, () => watch.close());
  const lines = shape.rate * shape.seconds;
  const writer = new Child(process.execPath, [fileURLToPath(new URL('support/live-writer.js', import.meta.url)), root, String(shape.files), String(shape.rate), String(lines), 'kept']);
  atEnd(scene, () => writer.signal('SIGKILL'));
  const samples = new MemorySamples(daemon, watch);
  atEnd(scene, () => samples.close());
  watch.begin();
  writer.process.stdin.write('go\n');
  await writer.ended;
  const cpu = watch.share;
  samples.close();
  const expected = 2 * (lines + linesBefore * shape.files);
  const read = async (): Promise<number> => (await daemon.json(lineState, '/api/status')).line.pointsRead;
  await until('every point is taken in', async () => (await read()) >= expected, 10_000).catch(() => undefined);
  const pointsRead = await read();
  const heard = (lines / shape.files) * shape.sampled;
  await until('every socket has every point', () => delays.length >= heard, 10_000).catch(() => undefined);
  for (const socket of sockets) await socket.close();
  const memory = { most: samples.mostMebibytes, slope: samples.slope };
  await daemon.stop();
  return { delays, cpu, memory, missing: Math.abs(expected - pointsRead) + Math.abs(heard - delays.length) };
}

async function subscribe(daemon: TestDaemon, { sampled, files }: Shape, onDelay: (delay: number) => void): Promise<LiveSocket[]> {
  const ids = new Map((await allExperiments(daemon)).map(({ run_dir, id }) => [run_dir, id]));
  const sockets: LiveSocket[] = [];
  for (let nth = 0; nth < sampled; nth++) {
    const socket = nth % runsPerSocket === 0 ? await listening(daemon, onDelay) : sockets.at(-1);
    if (socket === undefined) break;
    if (nth % runsPerSocket === 0) sockets.push(socket);
    const id = ids.get(runDir(Math.floor((nth * files) / sampled))) ?? '';
    const { body } = await daemon.get(`/api/experiments/${id}/metrics`);
    socket.subscribe('experiments.metrics', id, (body as { cursor: string }).cursor);
  }
  return sockets;
}

async function listening(daemon: TestDaemon, onDelay: (delay: number) => void): Promise<LiveSocket> {
  const socket = await daemon.liveSocket();
  const told = new Told();
  socket.onFrame = (frame) => {
    if ('reply' in frame && 'error' in frame.reply) throw new Error(JSON.stringify(frame.reply.error));
    const columns = columnsOf(frame);
    if (columns !== undefined) told.delaysOf(columns).forEach(onDelay);
  };
  return socket;
}

function resultOf(shape: Shape, { delays, cpu, memory, missing }: Measured): Result {
  const sorted = Float64Array.from(delays).sort();
  const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
  const [next = 0] = cpu.others;
  const share = 100 * cpu.others.reduce((sum, each) => sum + each, cpu.main + cpu.line);
  const { resident, held } = memory.slope;
  const beyond = resident - held;
  const count = (unit: string, value: number): { unit: string; values: number[] } => ({ unit, values: [value] });
  return {
    figures: {
      'write to frame, p50': count('ms', p50),
      'write to frame, p99': count('ms', p99),
      'write to frame, max': count('ms', sorted.at(-1) ?? Number.NaN),
      'lines written': count('lines/s', shape.rate),
      'processor, all threads': count('% of a core', share),
      'processor, line': count('% of a core', 100 * cpu.line),
      'processor, main': count('% of a core', 100 * cpu.main),
      'processor, next busiest': count('% of a core', 100 * next),
      'processor, all others': count('% of a core', share - 100 * (cpu.line + cpu.main + next)),
      'memory, most': count('MiB', memory.most),
      'memory growth, last half': count('MiB/min', resident),
      'of it unsealed points': count('MiB/min', held),
      'beyond them': count('MiB/min', beyond),
      'points missing': count('points', missing),
    },
    ratios: {},
    goals: {
      p50: { goal: 'p50 <= 20 ms', met: p50 <= 20 },
      p99: { goal: 'p99 <= 60 ms', met: p99 <= 60 },
      processor: { goal: '<= 30 % of a core', met: share <= 30 },
      memory: { goal: 'grows by < 1 MiB a minute beyond the unsealed points', met: beyond < 1 },
      complete: { goal: 'no point missing', met: missing === 0 },
    },
  };
}
