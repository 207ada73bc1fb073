import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { z } from 'zod';
import { poolReport, type PoolReport } from '../../../schemas/dedup-checks.js';
import { fsckReport, type FsckReport } from '../../../schemas/upkeep.js';
import { contextOf, shaped, type Context } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { tellDatabase, tellPool } from '../fsck-words.js';

const options = z.object({ full: z.boolean().default(false), repair: z.boolean().default(false), last: z.boolean().default(false) });
const lookMs = 100;

interface Reports {
  readonly database: FsckReport;
  readonly pool: PoolReport;
}

/** `runkeep fsck`: checks the database block by block, then the pool, while the daemon serves; exits 0 clean, 1 repaired, 2 damage left (POOL-30). */
export function addFsck(program: Command): void {
  program
    .command('fsck')
    .summary('check the database and the pool of artifacts')
    .option('--full', 'read every byte of the pool, too')
    .option('--repair', 'read damaged runs anew from their files, mend the pool from intact copies, and check again')
    .option('--last', 'only show the last report')
    .action(async (given: unknown, command: Command) => {
      const context = contextOf(command);
      const { full, repair, last } = options.parse(given);
      const client = context.daemon();
      if (!last) await client.call('POST', '/api/experiments/fsck', { body: { repair } });
      const database = await ended(context, () => databaseReport(client));
      if (!last) await client.call('POST', '/api/dedup/fsck', { body: { full, repair } });
      const pool = await ended(context, () => poolReportOf(client));
      process.exitCode = show(context, { database, pool });
    });
}

async function databaseReport(client: DaemonClient): Promise<Watched<FsckReport>> {
  const report = shaped(fsckReport, await client.get('/api/experiments/fsck'));
  return { report, isRunning: report.state === 'running', done: report.progress.streams, of: report.progress.of, what: `files  ${report.progress.points} points` };
}

async function poolReportOf(client: DaemonClient): Promise<Watched<PoolReport>> {
  const report = shaped(poolReport, await client.get('/api/dedup/fsck'));
  return { report, isRunning: report.state === 'running', done: report.progress.objects, of: report.progress.of, what: 'objects of the pool' };
}

interface Watched<Report> {
  readonly report: Report;
  readonly isRunning: boolean;
  readonly done: number;
  readonly of: number;
  readonly what: string;
}

/** A report once its check has ended, with a bar meanwhile where somebody looks. */
async function ended<Report>({ output }: Context, look: () => Promise<Watched<Report>>): Promise<Report> {
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: 'checking [{bar}] {value} of {total} {what}', hideCursor: true, clearOnComplete: true });
  bar?.start(1, 0, { what: '' });
  try {
    for (;;) {
      const { report, isRunning, done, of, what } = await look();
      bar?.setTotal(Math.max(1, of));
      bar?.update(done, { what });
      if (!isRunning) return report;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    bar?.stop();
  }
}

function show({ output }: Context, { database, pool }: Reports): number {
  for (const { state, failure } of [database, pool]) {
    if (state === 'failed') throw new Failure('fsck-failed', `the check did not come to its end: ${failure ?? 'unknown'}`, "the daemon's log says more: .runkeep/logs", exitCodes.damaged);
  }
  output.answer({ ...database, pool }, () => [...tellDatabase(database), ...tellPool(pool)]);
  if (database.total > 0 || pool.left > 0) return exitCodes.damaged;
  return database.repaired.length > 0 || pool.total > 0 ? exitCodes.repaired : exitCodes.done;
}
