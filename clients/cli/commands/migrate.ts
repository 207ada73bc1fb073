import type { Command } from 'commander';
import { z } from 'zod';
import type { MigrationProgress } from '../../../schemas/migration.js';
import { contextOf, type Context } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { withDryDaemon } from '../migration/dry-daemon.js';
import { followMigration } from '../migration/follow.js';
import { progressLines } from '../migration/progress-lines.js';
import { reportLines } from '../migration/report-lines.js';
import { wholeReport, type WholeReport } from '../migration/whole-report.js';

const options = z.object({ report: z.boolean().default(false), dryRun: z.boolean().default(false), least: z.enum(['note', 'odd', 'lost']).default('odd') });
type MigrateOptions = z.infer<typeof options>;

/** `runkeep migrate`: follows the migration of a Runicorn root, shows its report, or tries it out without touching the root. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .summary('follow the migration of a Runicorn root, or show what it found')
    .option('--report', 'show what was found, run by run')
    .option('--dry-run', 'migrate into a temporary folder that is thrown away, and show the report; no byte under the root is written')
    .option('--least <severity>', 'findings at least so severe: note, odd (default) or lost')
    .action(async (given: unknown, command: Command) => {
      const context = contextOf(command);
      const asked = severityChecked(given);
      process.exitCode = asked.dryRun ? await withDryDaemon(context, (client) => migrate(context, client, { ...asked, report: true })) : await migrate(context, context.daemon(), asked);
    });
}

async function migrate(context: Context, client: DaemonClient, { report, least }: MigrateOptions): Promise<number> {
  const progress = await followMigration(context.output, client);
  if (report) tellReport(context, await wholeReport(client, least));
  else context.output.answer(progress, () => progressLines(progress));
  return exitOf(progress);
}

function tellReport({ output }: Context, report: WholeReport): void {
  output.answer(report, () => [...reportLines(report), ...progressLines(report.progress)]);
}

function exitOf({ state }: MigrationProgress): number {
  return state === 'failed' ? exitCodes.failed : exitCodes.done;
}

function severityChecked(given: unknown): MigrateOptions {
  const read = options.safeParse(given);
  if (read.success) return read.data;
  throw new Failure('bad-severity', '--least takes note, odd or lost', 'for example: runkeep migrate --report --least note', exitCodes.usage);
}
