import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

const living = new Set<Child>();
process.once('exit', () => {
  for (const child of living) child.signal('SIGKILL');
});

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A process of a test; it never outlives the test's own process. */
export class Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<End>;
  stdout = '';
  stderr = '';

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env, cwd?: string) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env, ...(cwd === undefined ? {} : { cwd }) });
    living.add(this);
    this.process.stdout.on('data', (text: Buffer) => (this.stdout += text.toString('utf8')));
    this.process.stderr.on('data', (text: Buffer) => (this.stderr += text.toString('utf8')));
    this.process.stdin.on('error', () => undefined);
    this.ended = this.#end();
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the process did not start');
    return this.process.pid;
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isAlive) this.process.kill(signal);
  }

  async #end(): Promise<End> {
    await once(this.process, 'close');
    living.delete(this);
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }
}
