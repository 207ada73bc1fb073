import type { Clock } from '../api/clock.js';

interface Bucket {
  left: number;
  at: number;
}

const mostHolders = 1024;

/** How many requests a holder of a credential may send: a steady rate with a burst (LIM-15). */
export class RequestRate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = perSecond * burst;
  }

  /** Takes one request: 0 when it may go on, else the seconds to wait. */
  take(holder: string): number {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(holder) ?? { left: this.#burst, at: now };
    bucket.left = Math.min(this.#burst, bucket.left + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    this.#buckets.delete(holder);
    this.#buckets.set(holder, bucket);
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > mostHolders && oldest.done !== true) this.#buckets.delete(oldest.value);
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / this.#perSecond);
    bucket.left -= 1;
    return 0;
  }
}
