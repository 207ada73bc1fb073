import { Worker } from 'node:worker_threads';
import type { Log } from '../../api/log.js';
import type { SealData } from './seal-loop.js';
import { SealMemory } from './seal-memory.js';

/** Garbage of the thread before it is collected: the bytes of a few columns. */
const youngMebibytes = 2;
/** A piece takes 1 ms; a thread that is silent for so long while one waits is given up. */
const patienceMs = 2000;
/** Bulk comes in bursts; between them the thread's 15 MB are given back. */
const idleMs = 10_000;

export interface SealThreadOptions {
  /** URL of the worker's entry, `daemon/seal.js`. */
  readonly entry: URL;
  readonly log: Log;
  readonly patienceMs?: number;
  readonly idleMs?: number;
}

/** The thread that encodes blocks: started when it is wanted, ended when nothing comes, given up when it fails. Whoever gave it a piece can take the piece back. */
export class SealThread {
  readonly #options: SealThreadOptions;
  #memory: SealMemory | undefined;
  #worker: Worker | undefined;
  #isGivenUp = false;

  constructor(options: SealThreadOptions) {
    this.#options = options;
  }

  /** The shared memory, while the thread looks after it. */
  get memory(): SealMemory | undefined {
    return this.#isGivenUp || this.#memory?.isReady !== true ? undefined : this.#memory;
  }

  get patienceMs(): number {
    return this.#options.patienceMs ?? patienceMs;
  }

  /** Starts the thread; it is ready some turns later. */
  start(): void {
    if (this.#isGivenUp || this.#worker !== undefined) return;
    const memory = (this.#memory ??= new SealMemory());
    const data: SealData = { memory: memory.buffer, idleMs: this.#options.idleMs ?? idleMs };
    const worker = new Worker(this.#options.entry, { workerData: data, name: 'seal', resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes } });
    this.#worker = worker;
    worker.unref();
    worker.on('error', (failure) => this.giveUp(String(failure)));
    worker.on('exit', () => (this.#worker = undefined));
  }

  /** Leaves it alone from now on: what it still writes is read by nobody. */
  giveUp(reason: string): void {
    if (this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#options.log.error('the sealing thread failed; the line encodes its blocks itself from now on', { error: reason });
    void this.#worker?.terminate();
  }

  /** Lets the thread end by itself. */
  close(): void {
    this.#isGivenUp = true;
    this.#memory?.end();
  }
}
