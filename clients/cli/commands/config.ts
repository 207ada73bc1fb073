import type { Command } from 'commander';
import { z } from 'zod';
import { contextOf, shaped } from '../context.js';
import { table } from '../table.js';

const answer = z.object({ values: z.array(z.object({ key: z.string(), value: z.unknown(), from: z.string() })) });

/** `runkeep config`: what is in force in the running daemon, and where each value came from. */
export function addConfig(program: Command): void {
  program
    .command('config')
    .summary('the configuration in force and where each value came from')
    .action(async (_options: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const config = shaped(answer, await daemon().get('/api/config'));
      output.answer(config, () =>
        table(
          [{ title: 'key' }, { title: 'value', most: 70 }, { title: 'from' }],
          config.values.map(({ key, value, from }) => [key, value === undefined ? '-' : JSON.stringify(value), from]),
        ),
      );
    });
}
