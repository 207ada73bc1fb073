import type { Clock } from '../api/clock.js';

const minute = 60_000;
const mostPeers = 10_000;

/** Counts failed authentications per peer over the last minute (SEC-13). */
export class FailureCount {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #failures = new Map<string, number[]>();

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Notes a failure; true when the peer had too many. A valid credential never asks here, so nobody is locked out by others. */
  isTooMany(peer: string): boolean {
    const now = this.#clock.monotonic();
    const recent = (this.#failures.get(peer) ?? []).filter((at) => now - at < minute);
    const isTooMany = recent.length >= this.#most;
    if (!isTooMany) recent.push(now);
    this.#failures.delete(peer);
    this.#failures.set(peer, recent);
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > mostPeers && oldest.done !== true) this.#failures.delete(oldest.value);
    return isTooMany;
  }
}
