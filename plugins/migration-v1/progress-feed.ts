import type { Live, Opening, Topic } from '../../daemon/api/topic.js';
import type { Clock } from '../../daemon/api/clock.js';
import type { MigrationProgress } from '../../schemas/migration.js';

const name = 'migration-v1.progress';

/** Tells sockets how far the migration is; whoever subscribes gets the present state first. */
export class ProgressTopic {
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
    this.#live.publish(name, '', { cursor: this.#cursor, data: progress });
  }

  topic(progress: () => MigrationProgress): Topic {
    return {
      name,
      right: 'read',
      open: async (): Promise<Opening> => ({ frames: [{ cursor: this.#cursor, data: progress() }], cursor: this.#cursor }),
      isNewer: (cursor, than) => Number(cursor) > Number(than),
    };
  }

  get #cursor(): string {
    return String(this.#number);
  }
}
