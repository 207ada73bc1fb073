import type { Clock } from '../api/clock.js';

/** Counts the messages of one socket: a steady rate with a burst (LIM-21). */
export class MessageRate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #most: number;
  #left: number;
  #at: number;

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#most = perSecond * burst;
    this.#left = this.#most;
    this.#at = clock.monotonic();
  }

  /** Notes a message; false when they come too fast. */
  take(): boolean {
    const now = this.#clock.monotonic();
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) / 1000) * this.#perSecond) - 1;
    this.#at = now;
    return this.#left >= 0;
  }
}
