import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../api/clock.js';
import type { Log } from '../api/log.js';

/** Reading the whole file would take disk and processor from the first pages that are asked for. */
const afterMs = 10_000;

/** The `quick_check` of a database that is too large to wait for: 1 GB takes 3 to 9 s (REL-47). */
export class BackgroundCheck {
  readonly #path: string;
  readonly #log: Log;
  readonly #cancel: () => void;
  #worker: Worker | undefined;
  #words: string | undefined;
  #tell: (words: string) => void = () => undefined;

  /** Begins when the start is over; damage is said in one sentence, and noted beside the file so that the next start puts it aside. */
  constructor(path: string, log: Log, clock: Clock) {
    this.#path = path;
    this.#log = log;
    this.#cancel = clock.after(afterMs, () => this.#begin());
  }

  /** Tells of damage, also of what is found already. */
  onDamage(tell: (words: string) => void): void {
    this.#tell = tell;
    if (this.#words !== undefined) tell(this.#words);
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#worker?.terminate();
  }

  #begin(): void {
    this.#worker = new Worker(new URL('./quick-check.js', import.meta.url), { workerData: this.#path });
    this.#worker.unref();
    this.#worker.on('message', (words: unknown) => {
      if (typeof words === 'string') this.#found(words);
    });
    this.#worker.on('error', (failure) => this.#log.warn('the database could not be checked', { error: String(failure) }));
  }

  #found(words: string): void {
    writeFileSync(noteOf(this.#path), words, { mode: 0o600 });
    this.#words = words;
    this.#tell(words);
    this.#log.error(`the database is damaged (${words}): start again soon, it is then kept under another name and a new one is filled from the run directories`, { database: this.#path });
  }
}

/** What a check in the background found at the last run, told once; undefined when nothing. */
export function notedDamage(path: string): string | undefined {
  const note = noteOf(path);
  if (!existsSync(note)) return undefined;
  const words = readFileSync(note, 'utf8');
  rmSync(note);
  return words;
}

function noteOf(path: string): string {
  return `${path}.damaged`;
}
