import { Piscina } from 'piscina';

/** The house's thread pool. No thread exists before the first task; idle ones end after 30 s. */
export class WorkerPool {
  readonly #maxThreads: number;
  #piscina: Piscina | undefined;
  #closed = false;

  constructor(maxThreads = 2) {
    this.#maxThreads = maxThreads;
  }

  /** Runs the function `name` that the module at `file` exports. `transfer` lists buffers that are moved, not copied. */
  run<Input, Output>(file: URL, name: string, input: Input, transfer: ArrayBuffer[] = []): Promise<Output> {
    if (this.#closed) return Promise.reject(new Error(`the worker pool is closed: ${name} was asked for too late`));
    this.#piscina ??= new Piscina({ minThreads: 0, maxThreads: this.#maxThreads, idleTimeout: 30_000, maxQueue: 256 });
    return this.#piscina.run(input, { filename: file.href, name, transferList: transfer }) as Promise<Output>;
  }

  /** Ends every thread; tasks that have not ended fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#piscina?.destroy();
  }
}
