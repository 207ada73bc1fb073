import { z } from 'zod';
import type { Clock } from '../../../daemon/api/clock.js';
import type { UpkeepRows } from './upkeep-rows.js';

const key = 'steady-time';
const saved = z.strictObject({ seconds: z.number(), wall: z.number() });
/** A wall clock that is wrong at a start shortens no grace by more than this. */
const mostBetweenStarts = 86_400;

/**
 * Seconds that never go back and never leap, by which graces are counted (REL-55): the monotonic clock while the daemon runs, of the time
 * between two starts what the wall clock says, a day at most. They begin as Unix time, so that they read like it while the clock is right.
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #rows: UpkeepRows;
  #seconds: number;
  #since: number;

  constructor(clock: Clock, rows: UpkeepRows) {
    this.#clock = clock;
    this.#rows = rows;
    this.#seconds = clock.now();
    this.#since = clock.monotonic();
  }

  now(): number {
    return this.#seconds + Math.max(0, this.#clock.monotonic() - this.#since) / 1000;
  }

  /** Goes on from what the last start saved; call it before anything asks for the time. */
  async start(): Promise<void> {
    const last = await this.#rows.read(key, saved);
    const wall = this.#clock.now();
    this.#seconds = last === undefined ? wall : last.seconds + Math.min(Math.max(0, wall - last.wall), mostBetweenStarts);
    this.#since = this.#clock.monotonic();
    await this.save();
  }

  save(): Promise<void> {
    return this.#rows.write(key, { seconds: this.now(), wall: this.#clock.now() });
  }
}
