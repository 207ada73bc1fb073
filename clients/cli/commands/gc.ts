import type { Command } from 'commander';
import { z } from 'zod';
import { experimentList } from '../../../schemas/experiments.js';
import { collect, tellCollection } from '../collect.js';
import { contextOf, shaped } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { askPurge, tellPurge } from '../purge.js';

const options = z.object({ yes: z.boolean().default(false), dryRun: z.boolean().default(false), days: z.coerce.number().min(0).default(0) });
/** Experiments that one request may name. */
const most = 1000;

/** `runkeep gc`: empties the recycle bin and takes away bytes of the pool that nothing refers to; says what that frees unless `--yes`. */
export function addGc(program: Command): void {
  program
    .command('gc')
    .summary('delete what is in the recycle bin, and bytes of artifacts that nothing refers to, for good')
    .option('--days <count>', 'of the recycle bin only what was put there at least so many days ago', '0')
    .option('--dry-run', 'only say what that frees and who keeps the rest, which is what happens without --yes')
    .option('-y, --yes', 'do it')
    .action(async (given: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const { yes, dryRun, days } = options.parse(given);
      if (yes && dryRun) throw new Failure('bad-usage', 'a dry run does nothing, and --yes says to do it', 'give one of the two', exitCodes.usage);
      const client = daemon();
      const ids = await recycled(client, Date.now() / 1000 - days * 86_400);
      const purged = ids.length === 0 ? undefined : await askPurge(client, ids.slice(0, most), yes);
      const pool = await collect(client, yes);
      output.answer({ ...(purged ?? { experiments: [] }), pool }, () => [...(purged === undefined ? ['nothing to delete in the recycle bin'] : tellPurge(purged)), ...tellCollection(pool)]);
      if (ids.length > most) output.remark(`the first ${most} of ${ids.length}; run it again for the rest`);
      if (!output.json && !yes) output.remark('nothing was deleted; --yes deletes it for good');
    });
}

async function recycled(client: DaemonClient, before: number): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const page = shaped(experimentList, await client.get('/api/experiments', { show: 'deleted', limit: 1000, next }));
    ids.push(...page.experiments.filter((row) => row.deleted_at !== null && row.deleted_at <= before).map(({ id }) => id));
    next = page.next ?? undefined;
  } while (next !== undefined);
  return ids;
}
