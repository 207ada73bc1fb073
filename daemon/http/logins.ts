import type { Clock } from '../api/clock.js';
import { OneTimeCodes } from './one-time-codes.js';

/** What was given out to be shown once: login codes, and tickets for sockets with the session they are bound to. */
export class Logins {
  readonly codes: OneTimeCodes<true>;
  readonly tickets: OneTimeCodes<string>;
  readonly #url: string;

  constructor(clock: Clock, url: string) {
    this.codes = new OneTimeCodes(clock, 300_000, 8);
    this.tickets = new OneTimeCodes(clock, 30_000, 1024);
    this.#url = url;
  }

  /** The code stands in the fragment, which no browser sends and no log sees (SEC-15). */
  link(): string {
    return `${this.#url}/#login=${this.codes.make(true)}`;
  }

  clear(): void {
    this.codes.clear();
    this.tickets.clear();
  }
}
