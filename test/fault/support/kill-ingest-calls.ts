import { join } from 'node:path';
import { startDaemon } from '../../support/daemon.js';
import { metricLine, RunDirectory } from '../../support/run-directory.js';
import { until } from '../../support/until.js';
import type { KillWorkload } from './kill-workload.js';
import { compare, isClean } from './taken-in.js';

/** Files grow before and while the daemon runs; the next start must hold exactly what the files hold. */
export const ingestCalls: KillWorkload = {
  threads: ['line', 'line', 'line', 'main'],
  mostMs: 10_000,
  prepare: (root, round) => grow(root, round * 2),
  act: async (daemon, round) => {
    grow(daemon.root, round * 2 + 1);
    await until('all is taken in', async () => !daemon.child.isAlive || isClean(await compare(daemon, daemon.root)), 10_000);
  },
  judge: async (scene, root) => {
    const daemon = await startDaemon(scene, { root });
    await daemon.live();
    const comparison = await compare(daemon, root);
    await daemon.kill9();
    return isClean(comparison) ? [] : [JSON.stringify(comparison)];
  },
};

/** Adds runs and lines, some of them in files that are there already. */
function grow(root: string, round: number): void {
  for (let index = 0; index < 4; index++) {
    const run = new RunDirectory(root, join('runs', 'points', `20260921_1413${String(Math.floor(round / 3)).padStart(2, '0')}_${index}`));
    const from = (round % 3) * 400;
    run.append(Array.from({ length: 400 }, (_, line) => metricLine({ loss: 1 / (from + line + 1) }, { step: from + line + 1 })).join(''));
    if (round % 3 === 2) run.finish(index % 2 === 0 ? 'finished' : 'failed');
  }
}
