import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { parseDaemonOptions, withDaemonOptions } from '../daemon-options.js';
import type { DaemonClient } from '../daemon-client.js';
import { runDemo } from '../demo/run-demo.js';
import { startTrainings } from '../demo/start-trainings.js';
import { exitCodes } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { onSignals } from '../until-signal.js';

/** `runkeep demo`: the demo's trainings against the daemon of a named root, or with a new daemon on a fresh one. */
export function addDemo(program: Command): void {
  withDaemonOptions(program.command('demo'))
    .summary('small real trainings, with the running daemon of --root or a new one on a fresh root')
    .action(async (_given: unknown, command: Command) => {
      const context = contextOf(command);
      const daemon = context.isRootNamed ? await answering(context) : undefined;
      if (daemon === undefined) process.exitCode = await runDemo(context, parseDaemonOptions(command.optsWithGlobals()));
      else await trainBeside(daemon, context);
    });
}

async function answering(context: Context): Promise<DaemonClient | undefined> {
  try {
    const daemon = context.daemon();
    await daemon.get('/api/status');
    return daemon;
  } catch (cause) {
    if (cause instanceof Failure && cause.exitCode === exitCodes.noDaemon) return undefined;
    throw cause;
  }
}

async function trainBeside(daemon: DaemonClient, { output }: Context): Promise<void> {
  const running = startTrainings(daemon.address.root, output);
  const silence = onSignals(() => void running.stop(), () => process.exit(exitCodes.interrupted));
  output.answer({ training: true, url: daemon.address.url.origin }, () => [`trainings run under ${daemon.address.root}; look at them with: runkeep open --root ${daemon.address.root}`]);
  await running.ended;
  silence();
}
