import { join } from 'node:path';
import type { Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon, startDaemon } from '../support/daemon.js';
import { Random } from '../support/random.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { countedCalls } from './support/counted-calls.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';
import { compare, isClean } from './support/taken-in.js';

const hook = new URL('support/kill-hook.js', import.meta.url).href;
const modes = ['before', 'mid', 'after'] as const;
const threads = ['line', 'line', 'line', 'main'] as const;

interface Point {
  readonly at: number;
  readonly mode: string;
  readonly thread: string;
}

/**
 * `kill -9` before, amid and after the N-th file or database call of the line and of the main thread, while files grow;
 * the next start must hold exactly what the files hold (R-03, ingest). Options: --points 200, --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  return inScene(async (scene) => {
    const random = new Random(seed);
    const calls = await countCalls(scene);
    const points = Array.from({ length: numberOption(options, 'points', 200) }, () => drawPoint(random, calls));
    const lanes = await Promise.all([playLane(scene, points.filter((_, index) => index % 2 === 0)), playLane(scene, points.filter((_, index) => index % 2 === 1))]);
    const faults = lanes.flatMap((lane) => lane.faults);
    const killed = lanes.reduce((sum, lane) => sum + lane.killed, 0);
    const recoveryMs = Math.round(Math.max(...lanes.map((lane) => lane.slowestRecoveryMs)));
    return { met: faults.length === 0 && recoveryMs <= 10_000, seed, calls, points: points.length, killed, slowestRecoveryMs: recoveryMs, faults: faults.slice(0, 20) };
  });
}

/** Calls that each thread makes while it takes in the growth of a lane's root: points are drawn among them. */
async function countCalls(scene: Scene): Promise<Readonly<Record<string, number>>> {
  const root = tempFolder(scene);
  grow(root, 0);
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}` } });
  const daemon = await readyDaemon(child);
  await daemon.live();
  grow(root, 1);
  await until('the growth is taken in', async () => isClean(await compare(daemon, root)));
  await daemon.stop();
  return countedCalls(child.stderr);
}

function drawPoint(random: Random, calls: Readonly<Record<string, number>>): Point {
  const thread = random.pick(threads);
  return { at: random.between(1, Math.max(1, calls[thread] ?? 1)), mode: random.pick(modes), thread };
}

/** Adds runs and lines, some of them in files that are there already. */
function grow(root: string, round: number): void {
  for (let index = 0; index < 4; index++) {
    const run = new RunDirectory(root, join('runs', 'points', `20260921_1413${String(Math.floor(round / 3)).padStart(2, '0')}_${index}`));
    const from = (round % 3) * 400;
    run.append(Array.from({ length: 400 }, (_, line) => metricLine({ loss: 1 / (from + line + 1) }, { step: from + line + 1 })).join(''));
    if (round % 3 === 2) run.finish(index % 2 === 0 ? 'finished' : 'failed');
  }
}

interface Lane {
  killed: number;
  slowestRecoveryMs: number;
  readonly faults: string[];
}

async function playLane(scene: Scene, points: readonly Point[]): Promise<Lane> {
  const lane: Lane = { killed: 0, slowestRecoveryMs: 0, faults: [] };
  let root = tempFolder(scene);
  for (const [index, point] of points.entries()) {
    if (index % 12 === 0) root = tempFolder(scene);
    const round = (index % 12) * 2;
    grow(root, round);
    lane.killed += Number(await dieAt(root, point, () => grow(root, round + 1)));
    const started = performance.now();
    lane.faults.push(...(await recovered(scene, root, point)));
    lane.slowestRecoveryMs = Math.max(lane.slowestRecoveryMs, performance.now() - started);
  }
  return lane;
}

/** Runs a daemon until it dies at its point, or until it has taken in everything without reaching it. */
async function dieAt(root: string, { at, mode, thread }: Point, growMore: () => void): Promise<boolean> {
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}`, KILL_AT: String(at), KILL_MODE: mode, KILL_THREAD: thread } });
  try {
    const daemon = await readyDaemon(child);
    await daemon.live();
    growMore();
    await until('all is taken in', async () => !child.isAlive || isClean(await compare(daemon, root)), 10_000);
    await daemon.stop();
  } catch (error) {
    if (child.isAlive) throw error;
  }
  child.signal('SIGKILL');
  const { signal } = await child.ended;
  return signal === 'SIGKILL';
}

async function recovered(scene: Scene, root: string, point: Point): Promise<string[]> {
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const comparison = await compare(daemon, root);
  await daemon.kill9();
  return isClean(comparison) ? [] : [`${JSON.stringify(point)}: ${JSON.stringify(comparison)}`];
}
