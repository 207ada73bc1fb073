import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Output } from '../output.js';
import { packageFolder } from '../package-folder.js';
import { visible } from '../visible.js';
import { trainings, type Training } from './trainings.js';

/** The demo's trainings as processes. */
export interface RunningTrainings {
  /** Resolves when all have ended by themselves. */
  readonly ended: Promise<void>;
  /** Ends those that still run and waits for them; they note that they were interrupted. */
  stop(): Promise<void>;
}

/** Starts every training of the demo on a root; those in Python only where python3 is found. */
export function startTrainings(root: string, output: Output): RunningTrainings {
  const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!hasPython) output.remark('python3 is not found: the demo runs its trainings in Node only');
  const children = trainings.filter(({ program }) => hasPython || program !== 'train.py').map((training) => start(training, root, output));
  const ended = Promise.all(children.map(endOf)).then(() => undefined);
  return {
    ended,
    stop: async () => {
      // Their standard input ends: that also happens by itself when this process dies.
      for (const child of children) child.stdin?.end();
      await ended;
    },
  };
}

function start({ program, title, arguments: rest }: Training, root: string, output: Output): ChildProcess {
  const command = program === 'train.py' ? 'python3' : process.execPath;
  const child = spawn(command, [join(packageFolder(), 'clients', 'cli', 'demo', program), '--root', root, ...rest], { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
  child.stderr.on('data', (text: Buffer) => output.remark(visible(`${title}: ${text.toString('utf8').trim()}`)));
  child.stdin.on('error', () => undefined);
  return child;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
}
