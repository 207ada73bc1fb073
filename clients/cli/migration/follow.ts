import { SingleBar } from 'cli-progress';
import { migrationProgress, type MigrationCount, type MigrationProgress } from '../../../schemas/migration.js';
import { shaped } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { spoken } from '../durations.js';
import type { Output } from '../output.js';

const lookMs = 200;

/** The migration once it has ended, with a bar meanwhile where somebody looks. */
export async function followMigration(output: Output, client: DaemonClient): Promise<MigrationProgress> {
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: '{step} [{bar}] {value} of {total} {what}{rate}{left}', hideCursor: true, clearOnComplete: true });
  bar?.start(1, 0, { step: '', what: '', rate: '', left: '' });
  try {
    for (;;) {
      const progress = shaped(migrationProgress, await client.get('/api/migration-v1'));
      if (bar) draw(bar, progress);
      if (progress.state !== 'running' && progress.state !== 'paused') return progress;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    bar?.stop();
  }
}

function draw(bar: SingleBar, progress: MigrationProgress): void {
  const { count, what } = countOf(progress);
  const { runs_per_second: runs, seconds_left: left } = progress;
  bar.setTotal(Math.max(1, count.of));
  bar.update(count.done, {
    step: progress.state === 'paused' ? 'paused' : progress.step,
    what,
    rate: runs === null ? '' : `  ${Math.round(runs)} runs/s`,
    left: left === null ? '' : `  ${spoken(left)} left`,
  });
}

function countOf({ step, runs, artifacts, verified }: MigrationProgress): { readonly count: MigrationCount; readonly what: string } {
  if (step === 'artifacts') return { count: artifacts, what: 'files' };
  if (step === 'verify' || step === 'done') return { count: verified, what: 'runs verified' };
  return { count: runs, what: 'runs' };
}
