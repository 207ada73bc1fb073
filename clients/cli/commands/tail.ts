import type { Command } from 'commander';
import { z } from 'zod';
import { logPart, metricList } from '../../../schemas/experiments.js';
import { contextOf, shaped, type Context } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';
import { findExperiment } from '../find-experiment.js';
import { follow, type Subscription } from '../live-subscription.js';
import { TailPrinter } from '../tail-printer.js';
import { onSignals } from '../until-signal.js';

const options = z.object({
  lines: z.coerce.number().int().min(0).max(10_000).default(10),
  metrics: z.boolean().default(false),
  logs: z.boolean().default(false),
  raw: z.boolean().default(false),
  follow: z.boolean().default(true),
});

/** `runkeep tail`: the log and the metrics of one experiment, as they come. */
export function addTail(program: Command): void {
  program
    .command('tail')
    .summary('log and metrics of one experiment, live')
    .argument('<experiment>', 'id or the beginning of it, run id, or run directory')
    .option('-n, --lines <count>', 'last lines of the log to begin with', '10')
    .option('--metrics', 'only metrics')
    .option('--logs', 'only the log')
    .option('--raw', 'the log byte for byte, control characters included')
    .option('--no-follow', 'end after what is there now')
    .action(async (word: string, given: unknown, command: Command) => {
      const { lines, metrics, logs, raw, follow: isFollowing } = options.parse(given);
      const wanted = { metrics: metrics || !logs, logs: logs || !metrics };
      const context = contextOf(command);
      const printer = new TailPrinter(context.output, { isRaw: raw });
      await tail(context, { word, lines, isFollowing, ...wanted }, printer);
    });
}

interface Wanted {
  readonly word: string;
  readonly lines: number;
  readonly metrics: boolean;
  readonly logs: boolean;
  readonly isFollowing: boolean;
}

async function tail(context: Context, wanted: Wanted, printer: TailPrinter): Promise<void> {
  const daemon = context.daemon();
  const { id } = await findExperiment(daemon, wanted.word);
  const subscriptions: Subscription[] = [];
  if (wanted.logs) subscriptions.push(await lastLines(daemon, id, wanted.lines, printer));
  if (wanted.metrics) subscriptions.push({ topic: 'experiments.metrics', key: id, cursor: shaped(metricList, await daemon.get(`/api/experiments/${id}/metrics`)).cursor });
  if (!wanted.isFollowing) return;
  const ended = new AbortController();
  const silence = onSignals(() => ended.abort(), () => ended.abort());
  try {
    await follow(daemon, subscriptions, printer, ended.signal);
  } finally {
    silence();
  }
}

async function lastLines(daemon: DaemonClient, id: string, lines: number, printer: TailPrinter): Promise<Subscription> {
  const part = shaped(logPart, await daemon.get(`/api/experiments/${id}/logs`, { tail: 262_144 }));
  if (lines > 0) printer.log(part.text.split('\n').slice(-lines - 1).join('\n'));
  return { topic: 'experiments.logs', key: id, cursor: String(part.to) };
}
