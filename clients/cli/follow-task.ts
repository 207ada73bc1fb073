import { SingleBar } from 'cli-progress';
import { taskReport, type TaskReport } from '../../schemas/dedup-task.js';
import { spokenBytes } from './bytes.js';
import { shaped, type Context } from './context.js';
import type { DaemonClient } from './daemon-client.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { onSignals } from './until-signal.js';

const lookMs = 200;

/** Begins a task of the daemon and follows it to its end, with a bar where somebody looks; Ctrl-C cancels it. Answers what came of it. */
export async function followTask({ output }: Context, client: DaemonClient, path: string, body: unknown): Promise<unknown> {
  await client.call('POST', path, { body });
  const bar = output.json || !output.isTerminal ? undefined : new SingleBar({ format: '{step} [{bar}] {value} of {total} files, {done}{all}', hideCursor: true, clearOnComplete: true });
  bar?.start(1, 0, { step: '', done: '', all: '' });
  const silence = onSignals(() => void client.call('DELETE', path, {}).catch(() => undefined), () => process.exit(exitCodes.interrupted));
  try {
    for (;;) {
      const report = shaped(taskReport, await client.get(path));
      if (bar) draw(bar, report);
      if (report.state !== 'running') return answerOf(report);
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    silence();
    bar?.stop();
  }
}

function draw(bar: SingleBar, { step, files, bytes }: TaskReport): void {
  bar.setTotal(Math.max(1, files.of, files.done));
  bar.update(files.done, { step, done: spokenBytes(bytes.done), all: bytes.of === 0 ? '' : ` of ${spokenBytes(bytes.of)}` });
}

function answerOf({ state, failure, answer }: TaskReport): unknown {
  if (state === 'complete') return answer;
  throw new Failure(failure?.code ?? state, failure?.title ?? 'the daemon knows of no such work', failure?.hint ?? 'Begin it again.', state === 'cancelled' ? exitCodes.interrupted : exitCodes.failed);
}
