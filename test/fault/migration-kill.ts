import { cpSync, lstatSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { migrationProgress } from '../../schemas/migration.js';
import type { Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon, startDaemon } from '../support/daemon.js';
import { migrated } from '../support/migrated.js';
import { Random } from '../support/random.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { until } from '../support/until.js';
import { countedCalls } from './support/counted-calls.js';
import { migrationDigest } from './support/migration-digest.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';

const hook = new URL('support/kill-hook.js', import.meta.url).href;
const modes = ['before', 'mid', 'after'] as const;
const threads = ['line', 'main'] as const;
/** Kills of one migration before it may come to its end. */
const killsPerRoot = 5;
const isOwn = (name: string): boolean => name === '.runkeep' || name.startsWith('runkeep.db');

interface Undisturbed {
  readonly digest: Readonly<Record<string, string>>;
  readonly tree: readonly string[];
  /** Calls that each kind of thread makes in a whole migration: points are drawn among them. */
  readonly calls: Readonly<Record<string, number>>;
}

/**
 * `kill -9` before, amid and after the N-th file or database call of a daemon that migrates a Runicorn root, several times in one
 * migration: it must end as an undisturbed one, and the user's bytes stay. Options: --points 200, --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  return inScene(async (scene) => {
    const template = tempFolder(scene);
    writeTemplate(template);
    const undisturbed = await playUndisturbed(scene, template);
    const points = numberOption(options, 'points', 200);
    const lanes = await Promise.all([0, 1].map((lane) => playLane(scene, template, undisturbed, { random: new Random(seed + lane), points: Math.ceil(points / 2) })));
    const faults = lanes.flatMap((lane) => lane.faults);
    const sum = (of: (lane: Lane) => number): number => lanes.reduce((total, lane) => total + of(lane), 0);
    return { met: faults.length === 0, seed, calls: undisturbed.calls, killed: sum((lane) => lane.killed), migrations: sum((lane) => lane.migrations), steps: merged(lanes), faults: faults.slice(0, 20) };
  });
}

/** Every kind of run and damage, and some runs of ordinary size; all files are old, so that no state depends on the time of the test. */
function writeTemplate(root: string): void {
  writeRunicornRoot(root);
  for (let index = 0; index < 24; index++) {
    const run = new RunDirectory(root, `sweep/runs-${index % 4}/runs/20260921_1414${String(index).padStart(2, '0')}_bb00${index}`, { project: 'sweep', name: `runs-${index % 4}`, storage_dir: '/srv/ml/old-root' });
    run.append(Array.from({ length: 200 }, (_, step) => metricLine({ loss: 1 / (step + index + 1), lr: 0.1 }, { step, stage: step % 2 === 0 ? 'train' : 'eval' })).join(''));
    run.finish(index % 5 === 0 ? 'failed' : 'finished');
  }
  age(root);
}

function age(path: string): void {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) age(join(path, name));
  utimesSync(path, 1_790_000_000, 1_790_000_000);
}

function copied(scene: Scene, template: string): string {
  const root = tempFolder(scene);
  cpSync(template, root, { recursive: true, preserveTimestamps: true });
  return root;
}

async function playUndisturbed(scene: Scene, template: string): Promise<Undisturbed> {
  const root = copied(scene, template);
  const tree = treeOf(root, isOwn);
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}` } });
  const daemon = await readyDaemon(child);
  await migrated(daemon);
  // Before the digest, whose questions are calls too.
  const calls = countedCalls(child.stderr);
  const digest = await migrationDigest(daemon);
  await daemon.stop();
  return { digest, tree, calls };
}

interface Lane {
  killed: number;
  migrations: number;
  readonly steps: Record<string, number>;
  readonly faults: string[];
}

async function playLane(scene: Scene, template: string, undisturbed: Undisturbed, { random, points }: { readonly random: Random; readonly points: number }): Promise<Lane> {
  const lane: Lane = { killed: 0, migrations: 0, steps: {}, faults: [] };
  while (lane.killed < points && lane.faults.length < 20) {
    const root = copied(scene, template);
    const story: string[] = [];
    for (let kill = 0; kill < killsPerRoot && lane.killed < points; kill++) {
      const thread = random.pick(threads);
      const point = { at: random.between(1, undisturbed.calls[thread] ?? 1), mode: random.pick(modes), thread };
      const step = await dieAt(root, point);
      story.push(`${point.thread} ${point.mode} ${point.at}: ${step ?? 'not reached'}`);
      if (step === undefined) break;
      lane.killed++;
      lane.steps[step] = (lane.steps[step] ?? 0) + 1;
    }
    lane.migrations++;
    lane.faults.push(...(await endOf(scene, root, undisturbed)).map((fault) => `${fault} after ${story.join(', ')}`));
  }
  return lane;
}

/** Runs a daemon until it dies at its point; answers the step that was last seen, or undefined when the migration ended before. */
async function dieAt(root: string, { at, mode, thread }: { readonly at: number; readonly mode: string; readonly thread: string }): Promise<string | undefined> {
  const child = spawnDaemon(root, { env: { NODE_OPTIONS: `--import ${hook}`, KILL_AT: String(at), KILL_MODE: mode, KILL_THREAD: thread } });
  let step = 'start';
  try {
    const daemon = await readyDaemon(child);
    await until('the migration ended, or the daemon died', async () => {
      if (!child.isAlive) return true;
      const progress = await daemon.json(migrationProgress, '/api/migration-v1');
      step = progress.step;
      return progress.state !== 'running' && progress.state !== 'paused';
    }, 60_000);
  } catch (error) {
    if (child.isAlive) throw error;
  }
  const isKilled = !child.isAlive;
  child.signal('SIGKILL');
  await child.ended;
  return isKilled ? step : undefined;
}

/** Lets the migration come to its end, and answers in what it differs from an undisturbed one. */
async function endOf(scene: Scene, root: string, { digest, tree }: Undisturbed): Promise<string[]> {
  const daemon = await startDaemon(scene, { root });
  await migrated(daemon);
  await daemon.live();
  const now = await migrationDigest(daemon);
  await daemon.kill9();
  const faults = Object.keys(digest).filter((part) => now[part] !== digest[part]).map((part) => `${part} differs`);
  return treeOf(root, isOwn).join('\n') === tree.join('\n') ? faults : [...faults, "the user's bytes differ"];
}

function merged(lanes: readonly Lane[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { steps } of lanes) for (const [step, count] of Object.entries(steps)) all[step] = (all[step] ?? 0) + count;
  return all;
}
