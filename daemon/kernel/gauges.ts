import type { Gauges } from '../api/gauges.js';

/** A figure that somebody adds to `/metrics`. */
export interface ListedGauge {
  readonly name: string;
  readonly help: string;
  readonly value: () => Promise<number>;
}

/** Keeps the figures of plugins until the metrics are made. */
export class ListedGauges implements Gauges {
  readonly #gauges: ListedGauge[] = [];

  get all(): readonly ListedGauge[] {
    return this.#gauges;
  }

  add(name: string, help: string, value: () => Promise<number>): void {
    this.#gauges.push({ name, help, value });
  }
}
