import type { Live, Opening } from '../../daemon/api/topic.js';
import type { Clock } from '../../daemon/api/clock.js';

/** Tells sockets how far something is; whoever subscribes gets the present state first. */
export class ProgressFeed<Progress> {
  readonly name: string;
  readonly #live: Live;
  readonly #clock: Clock;
  #number = 0;
  #told = '';

  /** `name` is the topic's. */
  constructor(name: string, live: Live, clock: Clock) {
    this.name = name;
    this.#live = live;
    this.#clock = clock;
  }

  /** Publishes what is new. */
  publish(progress: Progress): void {
    const told = JSON.stringify(progress);
    if (told === this.#told) return;
    this.#told = told;
    // Above every number of an earlier process: those grow slower than the clock does.
    this.#number = Math.max(this.#number + 1, Math.floor(this.#clock.now() * 1000));
    this.#live.publish(this.name, '', { cursor: this.#cursor, data: progress });
  }

  /** The present state, whatever the subscriber saw before. */
  opening(progress: Progress): Opening {
    return { frames: [{ cursor: this.#cursor, data: progress }], cursor: this.#cursor };
  }

  get #cursor(): string {
    return String(this.#number);
  }
}
