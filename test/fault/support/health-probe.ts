import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { quantile } from '../../bench/support/bench.js';

const answers = z.object({ times: z.array(z.number()), failures: z.array(z.string()) });

/** How soon the daemon said how it is. */
export interface HealthTimes {
  readonly p99: number;
  readonly most: number;
  readonly asked: number;
  readonly failures: readonly string[];
}

/** Asks for the daemon's health all the time, as a watchdog beside it does. */
export class HealthProbe {
  readonly #worker: Worker;

  constructor(url: string, token: string) {
    this.#worker = new Worker(new URL('health-asker.js', import.meta.url), { workerData: { url, token } });
  }

  /** The times until now. */
  async times(): Promise<HealthTimes> {
    this.#worker.postMessage('times');
    const [said] = (await once(this.#worker, 'message')) as [unknown];
    const { times, failures } = answers.parse(said);
    const sorted = times.toSorted((left, right) => left - right);
    return { p99: Math.round(quantile(sorted, 0.99)), most: Math.round(sorted.at(-1) ?? Number.NaN), asked: times.length, failures };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
