import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd, type Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon, startDaemon, StartRefused, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

/**
 * One daemon per root: a second one is refused within a second, naming the first one's pid and URL; after `kill -9`,
 * with whatever lock file is left, a new one starts at once; of many that start together one wins (R-13, REL-50, 51).
 * Options: --rounds 5, --together 4.
 */
export function run(options: Options): Promise<Outcome> {
  return inScene((scene) => playAll(scene, numberOption(options, 'rounds', 5), numberOption(options, 'together', 4)));
}

async function playAll(scene: Scene, rounds: number, together: number): Promise<Outcome> {
  const root = tempFolder(scene);
  const faults: string[] = [];
  let slowestRefusal = 0;
  let slowestRestart = 0;
  for (let round = 1; round <= rounds; round++) {
    const started = performance.now();
    const first = await startDaemon(scene, { root });
    slowestRestart = Math.max(slowestRestart, performance.now() - started);
    const isStopped = round % 2 === 0;
    if (isStopped) process.kill(first.pid, 'SIGSTOP');
    const refusal = await refused(root, first);
    slowestRefusal = Math.max(slowestRefusal, refusal.ms);
    faults.push(...refusal.faults);
    await first.kill9();
    leave(round, join(root, '.runkeep', 'lock'));
  }
  faults.push(...(await race(scene, root, together)));
  const met = faults.length === 0 && slowestRefusal <= 1000;
  return { met, rounds, slowestRefusalMs: Math.round(slowestRefusal), slowestRestartMs: Math.round(slowestRestart), faults };
}

async function refused(root: string, first: TestDaemon): Promise<{ readonly ms: number; readonly faults: string[] }> {
  const started = performance.now();
  try {
    await readyDaemon(spawnDaemon(root));
    return { ms: 0, faults: ['a second daemon was let in'] };
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    const title = error.told?.title ?? '';
    const faults = [];
    if (error.end.code !== 75) faults.push(`exit ${String(error.end.code)} instead of 75`);
    if (!title.includes(String(first.pid)) || !title.includes(first.url)) faults.push(`"${title}" names not pid ${first.pid} and ${first.url}`);
    return { ms: performance.now() - started, faults };
  }
}

/** What a crash may leave of the lock file: all of it, half of it, nothing in it (a power cut). */
function leave(round: number, lock: string): void {
  const text = readFileSync(lock, 'utf8');
  if (round % 3 === 1) writeFileSync(lock, text.slice(0, text.length / 2));
  if (round % 3 === 2) writeFileSync(lock, '');
}

async function race(scene: Scene, root: string, together: number): Promise<string[]> {
  const children = Array.from({ length: together }, () => spawnDaemon(root));
  for (const child of children) {
    atEnd(scene, async () => {
      child.signal('SIGKILL');
      await child.ended;
    });
  }
  const results = await Promise.allSettled(children.map((child) => readyDaemon(child)));
  const winners = results.filter(({ status }) => status === 'fulfilled').length;
  const codes = results.flatMap((result) => (result.status === 'rejected' && result.reason instanceof StartRefused ? [result.reason.end.code] : []));
  const faults = winners === 1 ? [] : [`${winners} of ${together} daemons started on one root`];
  return [...faults, ...codes.filter((code) => code !== 75).map((code) => `a loser of the race exited ${String(code)}`)];
}
