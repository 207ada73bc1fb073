import type { Command } from 'commander';
import { z } from 'zod';

const options = z.object({
  config: z.string().optional(),
  database: z.string().optional(),
  keep: z.string().optional(),
  set: z.array(z.string()).default([]),
  port: z.string().optional(),
  host: z.string().optional(),
  insecureListen: z.boolean().default(false),
  takeOver: z.boolean().default(false),
  verbose: z.boolean().default(false),
  open: z.boolean().default(false),
});
export type DaemonOptions = z.infer<typeof options>;

/** Adds the options that a command which starts a daemon passes on to it. */
export function withDaemonOptions(command: Command): Command {
  return command
    .option('--port <number>', 'port to listen on; 0 takes a free one')
    .option('--host <address>', 'address to listen on')
    .option('--config <file>', 'config file (default: runkeep.config.json)')
    .option('--database <file>', 'where runkeep.db lies, if not in the root (a root on a network disk)')
    .option('--set <key=value...>', 'one setting, stronger than file and environment')
    .option('--insecure-listen', 'allow an address other than this machine without TLS')
    .option('--take-over', 'take the root over from a daemon of another host')
    .option('--open', 'open the browser')
    .option('--verbose', 'show the whole log of the daemon');
}

export function parseDaemonOptions(given: unknown): DaemonOptions {
  return options.parse(given);
}

/** The daemon's own command line. */
export function daemonArguments(root: string | undefined, given: DaemonOptions): string[] {
  const named = { '--root': root, '--config': given.config, '--database': given.database, '--keep': given.keep, '--port': given.port, '--host': given.host };
  const pairs = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const flags = { '--insecure-listen': given.insecureListen, '--take-over': given.takeOver };
  return [...pairs, ...given.set.flatMap((set) => ['--set', set]), ...Object.entries(flags).flatMap(([name, isOn]) => (isOn ? [name] : []))];
}
