import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Log } from '../api/log.js';

/** The `quick_check` of a database that is too large to wait for: 1 GB takes 3 to 9 s (REL-47). */
export class BackgroundCheck {
  readonly #worker: Worker;
  #words: string | undefined;
  #tell: (words: string) => void = () => undefined;

  /** Begins; damage is said in one sentence, and noted beside the file so that the next start puts it aside. */
  constructor(path: string, log: Log) {
    this.#worker = new Worker(new URL('./quick-check.js', import.meta.url), { workerData: path });
    this.#worker.unref();
    this.#worker.on('message', (words: unknown) => {
      if (typeof words !== 'string') return;
      writeFileSync(noteOf(path), words, { mode: 0o600 });
      this.#words = words;
      this.#tell(words);
      log.error(`the database is damaged (${words}): start again soon, it is then kept under another name and a new one is filled from the run directories`, { database: path });
    });
    this.#worker.on('error', (failure) => log.warn('the database could not be checked', { error: String(failure) }));
  }

  /** Tells of damage, also of what is found already. */
  onDamage(tell: (words: string) => void): void {
    this.#tell = tell;
    if (this.#words !== undefined) tell(this.#words);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
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
