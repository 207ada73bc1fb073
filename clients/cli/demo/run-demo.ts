import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.js';
import type { DaemonOptions } from '../daemon-options.js';
import { keepRunning } from '../keep-running.js';
import { startTrainings } from './start-trainings.js';

/** A daemon on a fresh root with the demo's trainings beside it; resolves with the daemon's exit code. */
export async function runDemo(context: Context, options: DaemonOptions): Promise<number> {
  const { root, discard } = context.isRootNamed ? { root: context.root, discard: () => undefined } : freshRoot();
  try {
    return await keepRunning(context, root, options, (daemon) => {
      const running = startTrainings(daemon.root, context.output);
      if (!context.output.json) context.output.remark('  Small trainings have begun; they end after some minutes, or with this command.');
      return () => running.stop();
    });
  } finally {
    discard();
  }
}

function freshRoot(): { readonly root: string; readonly discard: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'runkeep-demo-'));
  return { root, discard: () => rmSync(root, { recursive: true, force: true }) };
}
