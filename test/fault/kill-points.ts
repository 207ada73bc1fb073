import type { Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon } from '../support/daemon.js';
import { Random } from '../support/random.js';
import { tempFolder } from '../support/temp-folder.js';
import { countedCalls } from './support/counted-calls.js';
import { ingestCalls } from './support/kill-ingest-calls.js';
import { poolCalls } from './support/kill-pool-calls.js';
import type { KillWorkload } from './support/kill-workload.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';

const hook = new URL('support/kill-hook.js', import.meta.url).href;
const modes = ['before', 'mid', 'after'] as const;
const roundsOfRoot = 12;
const workloads: Readonly<Record<string, () => KillWorkload>> = { ingest: () => ingestCalls, pool: poolCalls };

interface Point {
  readonly at: number;
  readonly mode: string;
  readonly thread: string;
}

/**
 * `kill -9` before, amid and after the N-th file or database call of a thread while a workload runs; what was acknowledged must be there afterwards, and nothing
 * left over. `ingest`: files grow; `pool`: files are stored and uploaded. Options: --workload ingest --points 200 --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  const name = options['workload'] ?? 'ingest';
  const make = workloads[name];
  if (make === undefined) throw new Error(`--workload is one of ${Object.keys(workloads).join(', ')}`);
  return inScene(async (scene) => {
    const random = new Random(seed);
    const calls = await countCalls(scene, make());
    const points = Array.from({ length: numberOption(options, 'points', 200) }, () => drawPoint(random, make().threads, calls));
    const lanes = await Promise.all([0, 1].map((lane) => playLane(scene, make(), points.filter((_, index) => index % 2 === lane))));
    const faults = lanes.flatMap((lane) => lane.faults);
    const killed = lanes.reduce((sum, lane) => sum + lane.killed, 0);
    const recoveryMs = Math.round(Math.max(...lanes.map((lane) => lane.slowestRecoveryMs)));
    return { met: faults.length === 0 && recoveryMs <= make().mostMs, seed, workload: name, calls, points: points.length, killed, slowestRecoveryMs: recoveryMs, faults: faults.slice(0, 20) };
  });
}

/** Calls that each thread makes in a first round: points are drawn among them. */
async function countCalls(scene: Scene, workload: KillWorkload): Promise<Readonly<Record<string, number>>> {
  const root = tempFolder(scene);
  workload.prepare(root, 0);
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}`, ...sinceOf(workload) } });
  const daemon = await readyDaemon(child);
  await daemon.live();
  await workload.act(daemon, 0);
  await daemon.stop();
  return countedCalls(child.stderr);
}

function sinceOf({ since }: KillWorkload): Readonly<Record<string, string>> {
  return since === undefined ? {} : { KILL_SINCE: since };
}

function drawPoint(random: Random, threads: readonly string[], calls: Readonly<Record<string, number>>): Point {
  const thread = random.pick(threads);
  return { at: random.between(1, Math.max(1, calls[thread] ?? 1)), mode: random.pick(modes), thread };
}

interface Lane {
  killed: number;
  slowestRecoveryMs: number;
  readonly faults: string[];
}

async function playLane(scene: Scene, workload: KillWorkload, points: readonly Point[]): Promise<Lane> {
  const lane: Lane = { killed: 0, slowestRecoveryMs: 0, faults: [] };
  let root = tempFolder(scene);
  for (const [index, point] of points.entries()) {
    if (index % roundsOfRoot === 0) root = tempFolder(scene);
    workload.prepare(root, index % roundsOfRoot);
    lane.killed += Number(await dieAt(root, workload, point, index % roundsOfRoot));
    const started = performance.now();
    lane.faults.push(...(await workload.judge(scene, root)).map((fault) => `${JSON.stringify(point)}: ${fault}`));
    lane.slowestRecoveryMs = Math.max(lane.slowestRecoveryMs, performance.now() - started);
  }
  return lane;
}

/** Runs a daemon until it dies at its point, or until all is done without reaching it. */
async function dieAt(root: string, workload: KillWorkload, { at, mode, thread }: Point, round: number): Promise<boolean> {
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}`, KILL_AT: String(at), KILL_MODE: mode, KILL_THREAD: thread, ...sinceOf(workload) } });
  try {
    const daemon = await readyDaemon(child);
    await daemon.live();
    await workload.act(daemon, round);
    await daemon.stop();
  } catch (error) {
    // a request breaks off a moment before its process is seen to have ended
    if (child.isAlive && !(error instanceof TypeError)) throw error;
  }
  child.signal('SIGKILL');
  const { signal } = await child.ended;
  return signal === 'SIGKILL';
}
