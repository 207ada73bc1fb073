import type { Live, Opening } from '../../daemon/api/topic.js';
import type { Clock } from '../../daemon/api/clock.js';
import type { MigrationProgress } from '../../schemas/migration.js';

/** The topic's name. */
export const progressName = 'migration-v1.progress';

/** Tells sockets how far the migration is; whoever subscribes gets the present state first. */
export class ProgressFeed {
  readonly #live: Live;
  readonly #clock: Clock;
  #number = 0;
  #told = '';

  constructor(live: Live, clock: Clock) {
    this.#live = live;
    this.#clock = clock;
  }

  /** Publishes what is new. */
  publish(progress: MigrationProgress): void {
    const told = JSON.stringify(progress);
    if (told === this.#told) return;
    this.#told = told;
    // Above every number of an earlier process: those grow slower than the clock does.
    this.#number = Math.max(this.#number + 1, Math.floor(this.#clock.now() * 1000));
    this.#live.publish(progressName, '', { cursor: this.#cursor, data: progress });
  }

  /** The present state, whatever the subscriber saw before. */
  opening(progress: MigrationProgress): Opening {
    return { frames: [{ cursor: this.#cursor, data: progress }], cursor: this.#cursor };
  }

  get #cursor(): string {
    return String(this.#number);
  }
}
