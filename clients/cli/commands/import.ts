import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { importReport, type ImportReport } from '../../../schemas/import.js';
import { contextOf, shaped } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { followImport } from '../migration/follow-import.js';
import { importLines } from '../migration/import-lines.js';

const options = z.object({ from: z.string().optional(), dryRun: z.boolean().default(false), follow: z.boolean().default(false) });

/** `runkeep import`: copies the runs and artifacts of another root into this one, verified byte for byte; the daemon does it. */
export function addImport(program: Command): void {
  program
    .command('import')
    .summary('copy the runs and artifacts of another root into this one')
    .option('--from <root>', 'the root that is copied; it is only read')
    .option('--dry-run', 'only look: how many runs, files and bytes would come, and what is in the way')
    .option('--follow', 'follow the import that runs already')
    .action(async (given: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const { from, dryRun, follow } = options.parse(given);
      if ((from === undefined) === !follow) throw new Failure('no-source', 'nothing says what to import', 'runkeep import --from <root>, or --follow alone for the one that runs', exitCodes.usage);
      const client = daemon();
      if (from !== undefined) shaped(importReport, await client.call('POST', '/api/migration-v1/import', { body: { from: resolve(from), dry_run: dryRun } }));
      const report = await followImport(output, client);
      output.answer(report, () => importLines(report));
      process.exitCode = exitOf(report);
    });
}

function exitOf({ state, runs, others, findings }: ImportReport): number {
  const isWhole = state !== 'failed' && runs.failed + runs.conflicts + others.failed + others.conflicts + findings.lost === 0;
  return isWhole ? exitCodes.done : exitCodes.failed;
}
