import { closeSync, cpSync, existsSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../support/at-end.js';
import { startDaemon } from '../support/daemon.js';
import { Random } from '../support/random.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';
import { compare, isClean } from './support/taken-in.js';

/**
 * The database or its WAL is cut, or ends in zeros, and event files are cut at every byte: the daemon opens or rebuilds,
 * and no complete line is lost (R-14, REL-47). Cuts lie at multiples of 512 bytes: --cuts 24 of them for each file
 * and kind of damage, drawn by --seed, or --all.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  return inScene(async (scene) => {
    const events = await cutEvents(scene);
    const cuts = options['all'] === undefined ? numberOption(options, 'cuts', 24) : Number.POSITIVE_INFINITY;
    const database = await cutDatabase(scene, cuts, new Random(seed));
    return { met: events.faults.length + database.faults.length === 0, seed, eventCuts: events.cuts, databaseCuts: database.cuts, rebuilt: database.rebuilt, faults: [...events.faults, ...database.faults].slice(0, 20) };
  });
}

/** One run directory for every byte at which a file can end: a single start then judges all cuts. */
async function cutEvents(scene: Scene): Promise<{ readonly cuts: number; readonly faults: string[] }> {
  const root = tempFolder(scene);
  const text = Buffer.from(Array.from({ length: 5 }, (_, index) => metricLine({ loss: 1 / (index + 1), 'é 指标': index }, { step: index + 1, stage: 'traïn' })).join(''));
  for (let cut = 0; cut <= text.length; cut++) new RunDirectory(root, `runs/cut/20260921_141301_${String(cut).padStart(6, '0')}`).append(text.subarray(0, cut));
  const daemon = await startDaemon(scene, { root });
  await daemon.live(120_000);
  const comparison = await compare(daemon, root);
  await daemon.stop();
  return { cuts: text.length + 1, faults: isClean(comparison) ? [] : [`events: ${JSON.stringify(comparison)}`] };
}

interface Damage {
  readonly file: 'runkeep.db' | 'runkeep.db-wal';
  readonly at: number;
  readonly kind: 'cut' | 'zeros';
}

async function cutDatabase(scene: Scene, cuts: number, random: Random): Promise<{ readonly cuts: number; readonly rebuilt: number; readonly faults: string[] }> {
  const plan: (Damage & { readonly pristine: string })[] = [];
  for (const how of ['killed', 'stopped'] as const) {
    const pristine = await filledRoot(scene, how);
    plan.push(...damages(pristine, cuts, random).map((damage) => ({ ...damage, pristine })));
  }
  const faults: string[] = [];
  let rebuilt = 0;
  for (const damage of plan) {
    const root = tempFolder(scene);
    cpSync(damage.pristine, root, { recursive: true });
    inflict(root, damage);
    faults.push(...(await judged(scene, root, damage)));
    rebuilt += Number(readdirSync(root).some((name) => name.includes('.corrupt-')));
    rmSync(root, { recursive: true, force: true });
  }
  return { cuts: plan.length, rebuilt, faults };
}

/** A root as its daemon leaves it: after a kill part of it lies in the WAL only, after a stop all of it in the database. */
async function filledRoot(scene: Scene, how: 'killed' | 'stopped'): Promise<string> {
  const root = tempFolder(scene);
  for (const name of ['a', 'b', 'c']) {
    const run = new RunDirectory(root, `runs/kept/20260921_141301_${name}`);
    run.append(Array.from({ length: 6000 }, (_, index) => metricLine({ loss: 1 / (index + 1), accuracy: Math.sin(index) }, { step: index + 1 })).join(''));
    if (name !== 'c') run.finish();
  }
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const before = await compare(daemon, root);
  if (!isClean(before)) throw new Error(`the root was not taken in to begin with: ${JSON.stringify(before)}`);
  const kept = tempFolder(scene);
  if (how === 'killed') process.kill(daemon.pid, 'SIGSTOP');
  else await daemon.stop();
  cpSync(root, kept, { recursive: true, filter: (source) => !source.endsWith('sock') && !source.endsWith('lock.guard') });
  await daemon.kill9();
  return kept;
}

function damages(root: string, cuts: number, random: Random): Damage[] {
  return (['runkeep.db', 'runkeep.db-wal'] as const).flatMap((file) =>
    (['cut', 'zeros'] as const).flatMap((kind) => {
      const path = join(root, file);
      if (!existsSync(path)) return [];
      const places = Array.from({ length: Math.ceil(statSync(path).size / 512) }, (_, index) => index * 512);
      const chosen = cuts >= places.length ? places : Array.from({ length: cuts }, () => random.pick(places));
      return chosen.map((at): Damage => ({ file, at, kind }));
    }),
  );
}

function inflict(root: string, { file, at, kind }: Damage): void {
  const path = join(root, file);
  const { size } = statSync(path);
  if (kind === 'cut') {
    truncateSync(path, at);
    return;
  }
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(size - at), 0, size - at, at);
  closeSync(descriptor);
}

async function judged(scene: Scene, root: string, damage: Damage): Promise<string[]> {
  try {
    const daemon = await startDaemon(scene, { root });
    await daemon.live();
    const comparison = await compare(daemon, root);
    await daemon.kill9();
    return isClean(comparison) ? [] : [`${JSON.stringify(damage)}: ${JSON.stringify(comparison)}`];
  } catch (error) {
    return [`${JSON.stringify(damage)}: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`];
  }
}
