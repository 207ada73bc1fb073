import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { z } from 'zod';
import { confirm } from '../confirm.js';
import { contextOf, shaped, type Context } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { findExperiment } from '../find-experiment.js';

const options = z.object({ yes: z.boolean().default(false) });
const lineStatus = z.object({ line: z.object({ linesRead: z.number(), pointsRead: z.number(), pendingBytes: z.number() }) });

/** `runkeep rebuild`: forgets what was taken in and reads the files anew; the files are the truth. */
export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .summary('read the files of some or all experiments anew')
    .argument('[experiment...]', 'ids, run ids or run directories; all when absent, which is asked first')
    .option('-y, --yes', 'do not ask')
    .action(async (words: string[], given: unknown, command: Command) => {
      const context = contextOf(command);
      const isSure = options.parse(given).yes || words.length > 0;
      if (!isSure) await confirm('Forget what was taken in of all experiments and read their files anew? Charts are incomplete until that has ended.');
      await rebuild(context, words);
    });
}

async function rebuild({ output, daemon }: Context, words: readonly string[]): Promise<void> {
  const client = daemon();
  const found = await Promise.all(words.map((word) => findExperiment(client, word)));
  const ids = found.map(({ id }) => id);
  const watch = output.json || !output.isTerminal ? undefined : progressOf(client);
  try {
    await client.call('POST', '/api/experiments/rebuild', { body: ids.length === 0 ? {} : { ids }, isLong: true });
  } finally {
    await watch?.();
  }
  const status = shaped(lineStatus, await client.get('/api/status'));
  output.answer({ rebuilt: ids.length === 0 ? 'all' : ids, ...status.line }, () => [`read anew: ${ids.length === 0 ? 'all experiments' : ids.join(', ')}`]);
}

/** Draws how many bytes are still to read until the answer is called. */
function progressOf(client: DaemonClient): () => Promise<void> {
  const bar = new SingleBar({ format: 'reading [{bar}] {percentage}%  {points} points', hideCursor: true, clearOnComplete: true });
  let most = 1;
  const over = new AbortController();
  bar.start(1, 0, { points: 0 });
  const looking = (async () => {
    while (!over.signal.aborted) {
      const { line } = shaped(lineStatus, await client.get('/api/status'));
      most = Math.max(most, line.pendingBytes);
      bar.setTotal(most);
      bar.update(most - line.pendingBytes, { points: line.pointsRead });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return async () => {
    over.abort();
    await looking;
    bar.stop();
  };
}
