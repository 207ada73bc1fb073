import type { Clock } from '../api/clock.js';

const lookMs = 250;
const mebibyte = 1_048_576;

/** Says whether the process holds more memory than it should (LIM-70); the system is asked four times a second. */
export class MemoryPressure {
  readonly #clock: Clock;
  readonly #mostBytes: number;
  readonly #resident: () => number;
  #isHigh = false;
  #due = -Infinity;

  constructor(clock: Clock, mostMebibytes: number, resident: () => number = () => process.memoryUsage.rss()) {
    this.#clock = clock;
    this.#mostBytes = mostMebibytes * mebibyte;
    this.#resident = resident;
  }

  get isHigh(): boolean {
    const now = this.#clock.monotonic();
    if (now < this.#due) return this.#isHigh;
    this.#due = now + lookMs;
    this.#isHigh = this.#resident() > this.#mostBytes;
    return this.#isHigh;
  }
}
