import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { daemonEntry } from './package-folder.js';

const firstLine = z.discriminatedUnion('ready', [
  z.object({ ready: z.literal(true), url: z.string(), pid: z.number(), root: z.string(), keep: z.string() }),
  z.object({ ready: z.literal(false), code: z.string(), title: z.string(), hint: z.string() }),
]);

/** A daemon that this process started and answers for. */
export interface DaemonProcess {
  readonly url: string;
  readonly pid: number;
  readonly root: string;
  /** Where it keeps what is its own. */
  readonly keep: string;
  /** Its exit code, once it has ended; 70 when a signal ended it. */
  readonly ended: Promise<number>;
  /** Asks it to drain and end; asked a second time it ends at once (REL-72). */
  end(): void;
}

/** Starts the daemon and waits until it listens; a start that fails becomes a `Failure` with the daemon's own words and exit code. */
export async function startDaemonProcess(args: readonly string[], onLog: (line: string) => void): Promise<DaemonProcess> {
  // Its own process group: Ctrl-C reaches only this process, which passes on exactly one signal.
  const child = spawn(process.execPath, [daemonEntry(), ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  process.once('exit', () => child.kill('SIGTERM'));
  createInterface({ input: child.stderr }).on('line', onLog);
  const ended = codeOf(child);
  const first = await firstOf(child);
  if (first?.ready === true) return { url: first.url, pid: first.pid, root: first.root, keep: first.keep, ended, end: () => child.kill('SIGTERM') };
  const code = await ended;
  if (first === undefined) throw new Failure('start-failed', `the daemon ended with ${code} before it was ready`, 'its log above says why; --verbose shows all of it', code || exitCodes.bug);
  throw new Failure(first.code, first.title, first.hint, code);
}

async function codeOf(child: ChildProcess): Promise<number> {
  const code: unknown = (await once(child, 'exit'))[0];
  return typeof code === 'number' ? code : exitCodes.bug;
}

function firstOf(child: ChildProcess): Promise<z.infer<typeof firstLine> | undefined> {
  return new Promise((resolve) => {
    if (child.stdout === null) {
      resolve(undefined);
      return;
    }
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => resolve(firstLine.safeParse(jsonOf(line)).data));
    lines.on('close', () => resolve(undefined));
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
