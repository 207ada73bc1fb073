import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { documentLines } from '../document.js';

/** `runkeep status`: what the daemon says of itself. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('how the daemon and its ingest line are')
    .action(async (_options: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const status = await daemon().get('/api/status');
      output.answer(status, () => documentLines(status));
    });
}
