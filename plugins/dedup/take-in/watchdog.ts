import type { Clock } from '../../../daemon/api/clock.js';
import type { ArchiveLimits } from '../archive-io/limits.js';
import { refused } from '../archive-io/refusal.js';

/** Ends the reading of an archive that takes too long, or makes no progress (SEC-60, step 3). */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limits: ArchiveLimits;
  readonly #signal: AbortSignal;
  readonly #begun: number;
  #last: number;

  constructor(clock: Clock, limits: ArchiveLimits, signal: AbortSignal) {
    this.#clock = clock;
    this.#limits = limits;
    this.#signal = signal;
    this.#begun = clock.monotonic();
    this.#last = this.#begun;
  }

  /** Said at every piece; throws when the time is over, or somebody cancelled. */
  progress(): void {
    this.#signal.throwIfAborted();
    const [now, { seconds, silenceSeconds }] = [this.#clock.monotonic(), this.#limits];
    if (now - this.#last > silenceSeconds * 1000) throw refused('limit', `Nothing came of the archive for ${silenceSeconds} s (dedup.archives.silenceSeconds).`);
    if (now - this.#begun > seconds * 1000) throw refused('limit', `The archive was not read within ${seconds} s (dedup.archives.seconds).`);
    this.#last = now;
  }
}
