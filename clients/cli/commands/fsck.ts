import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { z } from 'zod';
import { fsckReport, type FsckFinding, type FsckReport } from '../../../schemas/upkeep.js';
import { spokenBytes } from '../bytes.js';
import { contextOf, shaped, type Context } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { table } from '../table.js';

const options = z.object({ repair: z.boolean().default(false), last: z.boolean().default(false) });
const lookMs = 100;

/** `runkeep fsck`: checks the database block by block while the daemon serves; exits 1 when something is found. */
export function addFsck(program: Command): void {
  program
    .command('fsck')
    .summary('check the database: every block, sum, cursor and owner')
    .option('--repair', 'read what is damaged anew from the files, and check again')
    .option('--last', 'only show the last report')
    .action(async (given: unknown, command: Command) => {
      const context = contextOf(command);
      const { repair, last } = options.parse(given);
      const client = context.daemon();
      if (!last) await client.call('POST', '/api/experiments/fsck', { body: { repair } });
      process.exitCode = show(context, await ended(context, client));
    });
}

/** The report once the check has ended, with a bar meanwhile where somebody looks. */
async function ended({ output }: Context, client: DaemonClient): Promise<FsckReport> {
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: 'checking [{bar}] {value} of {total} files  {points} points', hideCursor: true, clearOnComplete: true });
  bar?.start(1, 0, { points: 0 });
  try {
    for (;;) {
      const report = shaped(fsckReport, await client.get('/api/experiments/fsck'));
      bar?.setTotal(Math.max(1, report.progress.of));
      bar?.update(report.progress.streams, { points: report.progress.points });
      if (report.state !== 'running') return report;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    bar?.stop();
  }
}

function show({ output }: Context, report: FsckReport): number {
  if (report.state === 'failed') throw new Failure('fsck-failed', `the check did not come to its end: ${report.failure ?? 'unknown'}`, "the daemon's log says more: .runkeep/logs", exitCodes.failed);
  output.answer(report, () => [...(report.total === 0 ? [] : findingsTable(report.findings)), ...summary(report)]);
  return report.total === 0 ? exitCodes.done : exitCodes.failed;
}

function findingsTable(findings: readonly FsckFinding[]): string[] {
  const rows = findings.map(({ code, experiment_id, file, series, block, message, hint }) => [
    code, experiment_id?.slice(0, 8) ?? '-', file ?? '-', series === null ? '-' : series.stage === null ? series.name : `${series.name} (${series.stage})`, block === null ? '-' : String(block), message, hint,
  ]);
  return table(['what', 'id', 'file', 'series', 'block', 'found', 'hint'].map((title) => ({ title, most: 80 })), rows);
}

function summary({ state, total, findings, progress, repaired }: FsckReport): string[] {
  const read = `${progress.streams} event files, ${progress.points} points, ${spokenBytes(progress.bytes)}`;
  const mended = repaired.length === 0 ? [] : [`read anew: ${repaired.map((id) => id.slice(0, 8)).join(', ')}`];
  if (state === 'never') return ['no check has run yet'];
  if (total === 0) return [...mended, `clean: ${read}`];
  return [...mended, `${total} findings${total > findings.length ? `, the first ${findings.length} of them above` : ''}: ${read}`];
}
