import type { Command } from 'commander';
import { z } from 'zod';
import { contextOf } from '../context.js';
import { documentLines } from '../document.js';

/** `runkeep status`: what the daemon says of itself, and of the file system that it keeps artifacts on. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('how the daemon and its ingest line are, and what the file system can do')
    .action(async (_options: unknown, command: Command) => {
      const { output, daemon } = contextOf(command);
      const status = { ...z.looseObject({}).parse(await daemon().get('/api/status')), capabilities: await daemon().get('/api/dedup/capabilities') };
      output.answer(status, () => documentLines(status));
    });
}
