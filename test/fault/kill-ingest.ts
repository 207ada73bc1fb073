import { fileURLToPath } from 'node:url';
import { atEnd, type Scene } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { spawnDaemon, startDaemon, type TestDaemon } from '../support/daemon.js';
import { Random } from '../support/random.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';
import { compare, compareWith, countedPoints, isClean } from './support/taken-in.js';
import { truths } from './support/truth.js';

const writers = ['a', 'b', 'c', 'd'];

/**
 * Kills the daemon at random moments while several programs append. After each restart the catalog must be right and
 * no point that was shown may be gone or doubled; at the end all must equal the files (R-03, ingest).
 * Options: --kills 100, --rate 60 (lines a second and writer), --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const seed = seedOption(options);
  return inScene((scene) => killing(scene, { seed, kills: numberOption(options, 'kills', 100), rate: numberOption(options, 'rate', 60) }));
}

async function killing(scene: Scene, { seed, kills, rate }: { readonly seed: number; readonly kills: number; readonly rate: number }): Promise<Outcome> {
  const root = tempFolder(scene);
  const random = new Random(seed);
  const appenders = writers.map((name, index) => startAppender(scene, root, name, [3, rate, seed + index]));
  await until('every writer has begun', () => truthsOrNone(root)?.size === writers.length * 3);
  const faults: string[] = [];
  let killedBeforeReady = 0;
  for (let round = 1; round <= kills; round++) {
    killedBeforeReady += Number(await killOnce(root, random.between(0, 1200)));
    const daemon = await startDaemon(scene, { root });
    faults.push(...(await looked(daemon, root, round)));
    await daemon.kill9();
  }
  for (const appender of appenders) appender.process.stdin.end();
  await Promise.all(appenders.map(({ ended }) => ended));
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const final = await compare(daemon, root);
  const { code } = await daemon.stop();
  return { met: isClean(final) && faults.length === 0 && code === 0, seed, kills: kills * 2, killedBeforeReady, ...final, faults: faults.slice(0, 20), exitCode: code };
}

function startAppender(scene: Scene, root: string, name: string, rest: readonly number[]): Child {
  const program = fileURLToPath(new URL('support/appender.js', import.meta.url));
  const child = new Child(process.execPath, [program, root, name, ...rest.map(String)]);
  atEnd(scene, async () => {
    child.signal('SIGKILL');
    await child.ended;
  });
  return child;
}

function truthsOrNone(root: string): ReturnType<typeof truths> | undefined {
  try {
    return truths(root);
  } catch {
    return undefined;
  }
}

/** Starts a daemon and kills it `ms` later, wherever it is by then; true when it was not yet listening. */
async function killOnce(root: string, ms: number): Promise<boolean> {
  const child = spawnDaemon(root);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.signal('SIGKILL');
  await child.ended;
  return child.stdout === '';
}

/** What is wrong right after a restart; every tenth time point by point. */
async function looked(daemon: TestDaemon, root: string, round: number): Promise<string[]> {
  const before = truths(root);
  await daemon.live();
  if (round % 10 === 0) {
    const comparison = await compareWith(daemon, before, { isGrowing: true });
    return isClean(comparison) ? [] : [`round ${round}: ${JSON.stringify(comparison)}`];
  }
  const counted = await countedPoints(daemon);
  const after = truths(root);
  return [...before.values()].flatMap(({ dir, lines }) => {
    const found = counted.get(dir);
    if (found === undefined) return [`round ${round}: ${dir} is not in the catalog`];
    const most = after.get(dir)?.lines ?? 0;
    const isWithin = (count: number): boolean => count >= lines && count <= most;
    const isRight = isWithin(found.lines) && isWithin(found.points / 2) && found.points % 2 === 0;
    return isRight ? [] : [`round ${round}: ${dir} has ${found.lines} lines and ${found.points} points, its file had ${lines} to ${most} lines`];
  });
}

