import type { MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { RunkeepError } from '../api/errors.js';

export interface PoolOptions {
  readonly threads: number;
  /** Tasks that may wait for a thread; the next one is refused. */
  readonly waiting: number;
  /** Megabytes of a thread's new objects: V8 takes 48 where nobody says less, also from a thread that needs few. */
  readonly youngMegabytes?: number;
}

/** One of the house's thread pools. No thread exists before the first task; idle ones end after 30 s. */
export class WorkerPool {
  readonly #options: PoolOptions;
  #piscina: Promise<Piscina> | undefined;
  #running = 0;
  #closed = false;

  constructor(options: PoolOptions = { threads: 2, waiting: 256 }) {
    this.#options = options;
  }

  /** Runs the function `name` that the module at `file` exports; `transfer` lists what is moved, not copied. The signal ends the task with its thread. */
  async run<Input, Output>(file: URL, name: string, input: Input, transfer: (ArrayBuffer | MessagePort)[] = [], signal?: AbortSignal): Promise<Output> {
    const { threads, waiting, youngMegabytes } = this.#options;
    if (this.#closed) throw new Error(`the worker pool is closed: ${name} was asked for too late`);
    if (this.#running >= threads + waiting) throw new RunkeepError('busy', 'threads-busy', `${threads} such requests are under way, and ${waiting} wait`, 'ask again when one has ended');
    this.#piscina ??= opened(threads, youngMegabytes);
    this.#running++;
    try {
      const piscina = await this.#piscina;
      return (await piscina.run(input, { filename: file.href, name, transferList: transfer, ...(signal && { signal }) })) as Output;
    } finally {
      this.#running--;
    }
  }

  /** Ends every thread; tasks that have not ended fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#piscina)?.destroy();
  }
}

/** Loaded with the first task, since most starts see none for long. */
async function opened(threads: number, youngMegabytes: number | undefined): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({ minThreads: 0, maxThreads: threads, idleTimeout: 30_000, ...(youngMegabytes !== undefined && { resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes } }) });
}
