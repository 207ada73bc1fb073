import type { Command } from 'commander';
import { z } from 'zod';
import { confirm } from '../confirm.js';
import { contextOf, shaped } from '../context.js';
import { findExperiment } from '../find-experiment.js';
import { purge } from '../purge.js';

const options = z.object({ purge: z.boolean().default(false), yes: z.boolean().default(false), reason: z.string().optional() });
const outcome = z.object({ changed: z.array(z.string()), missing: z.array(z.string()) });

/** `runkeep rm`: into the recycle bin, where no file is touched; with `--purge` out of it and off the disk. */
export function addRm(program: Command): void {
  program
    .command('rm')
    .summary('put experiments into the recycle bin, or delete those in it for good')
    .argument('<experiment...>', 'ids, run ids or run directories')
    .option('--reason <text>', 'why')
    .option('--purge', 'delete experiments of the recycle bin for good, files and rows; says what that frees unless --yes')
    .option('-y, --yes', 'do not ask')
    .action(async (words: string[], given: unknown, command: Command) => {
      const context = contextOf(command);
      const chosen = options.parse(given);
      const client = context.daemon();
      const ids = (await Promise.all(words.map((word) => findExperiment(client, word)))).map(({ id }) => id);
      if (chosen.purge) {
        await purge(context, client, ids, chosen.yes);
        return;
      }
      if (!chosen.yes) await confirm('Put these experiments into the recycle bin?');
      const answer = shaped(outcome, await client.call('POST', '/api/experiments/delete', { body: { ids, ...(chosen.reason !== undefined && { reason: chosen.reason }) } }));
      context.output.answer(answer, () => [`in the recycle bin: ${answer.changed.join(', ')}`]);
    });
}
