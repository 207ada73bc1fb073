import type { Command } from 'commander';
import { z } from 'zod';
import { experimentList } from '../../../schemas/experiments.js';
import { contextOf, shaped } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { purge } from '../purge.js';

const options = z.object({ yes: z.boolean().default(false), days: z.coerce.number().min(0).default(0) });
/** Experiments that one request may name. */
const most = 1000;

/** `runkeep gc`: empties the recycle bin; says what that frees unless `--yes`. */
export function addGc(program: Command): void {
  program
    .command('gc')
    .summary('delete everything in the recycle bin for good')
    .option('--days <count>', 'only what was put there at least so many days ago', '0')
    .option('-y, --yes', 'do it; else it is only said what that frees')
    .action(async (given: unknown, command: Command) => {
      const context = contextOf(command);
      const { yes, days } = options.parse(given);
      const client = context.daemon();
      const ids = await recycled(client, Date.now() / 1000 - days * 86_400);
      if (ids.length > 0) await purge(context, client, ids.slice(0, most), yes);
      else context.output.answer({ experiments: [] }, () => ['nothing to delete in the recycle bin']);
      if (ids.length > most) context.output.remark(`the first ${most} of ${ids.length}; run it again for the rest`);
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
