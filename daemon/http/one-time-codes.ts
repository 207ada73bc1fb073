import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../api/clock.js';

/** Codes that admit once and soon expire; only their digests are kept. The oldest goes when there are too many. */
export class OneTimeCodes<Holder> {
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #most: number;
  readonly #codes = new Map<string, { readonly holder: Holder; readonly ends: number }>();

  constructor(clock: Clock, lifeMs: number, most: number) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  make(holder: Holder): string {
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(digest(code), { holder, ends: this.#clock.monotonic() + this.#lifeMs });
    for (const oldest of this.#codes.keys()) {
      if (this.#codes.size <= this.#most) break;
      this.#codes.delete(oldest);
    }
    return code;
  }

  /** The holder of a code that is alive; the code is dead from then on. */
  take(code: string): Holder | undefined {
    // Looked up by digest: how long the look-up takes says nothing about the code.
    const key = digest(code);
    const found = this.#codes.get(key);
    this.#codes.delete(key);
    return found !== undefined && found.ends > this.#clock.monotonic() ? found.holder : undefined;
  }

  clear(): void {
    this.#codes.clear();
  }
}

function digest(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
