import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { parseDaemonOptions, withDaemonOptions } from '../daemon-options.js';
import { keepRunning } from '../keep-running.js';
import { runDemo } from '../demo/run-demo.js';

/** `runkeep up`: the daemon in the foreground; `--demo` with small real trainings beside it. */
export function addUp(program: Command): void {
  withDaemonOptions(program.command('up'))
    .summary('start the daemon and print the link to it')
    .option('--demo', 'on a fresh root, with small real trainings running')
    .action(async (given: { readonly demo?: boolean }, command: Command) => {
      const context = contextOf(command);
      const options = parseDaemonOptions(command.optsWithGlobals());
      if (given.demo === true) process.exitCode = await runDemo(context, options);
      else process.exitCode = await keepRunning(context, context.root, options, () => async () => undefined);
    });
}
