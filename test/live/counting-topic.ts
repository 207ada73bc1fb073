import { RunkeepError } from '../../daemon/api/errors.js';
import type { Frame, Opening, Topic } from '../../daemon/api/topic.js';
import type { LiveHub } from '../../daemon/live/live-hub.js';

/** A topic whose frames are the whole numbers in order; it remembers them all, as a file would. */
export class CountingTopic implements Topic {
  readonly name = 'sample.count';
  readonly right = 'read' as const;
  readonly interests: (readonly [key: string, sockets: number])[] = [];
  readonly opened: string[] = [];
  /** Runs between the registration of a subscription and the look at the source. */
  beforeLooking: () => void = () => undefined;
  /** Runs between the look at the source and the answer of `open`. */
  whileOpening: () => void | Promise<void> = () => undefined;
  #count = 0;

  async open(key: string, cursor: string | undefined): Promise<Opening> {
    this.opened.push(key);
    if (key === 'unknown') throw new RunkeepError('not-found', 'no-count', 'There is no such count.', 'Use another key.');
    if (key === 'bug') throw new TypeError('secret detail');
    this.beforeLooking();
    const seen = this.#count;
    await this.whileOpening();
    if (cursor === undefined) return { frames: [], cursor: String(seen) };
    if (cursor === 'lost') return { refetch: true, cursor: String(seen) };
    const frames: Frame[] = [];
    for (let number = Number(cursor) + 1; number <= seen; number += 1) frames.push({ cursor: String(number), data: number });
    return { frames, cursor: String(seen) };
  }

  isNewer(cursor: string, than: string): boolean {
    return Number(cursor) > Number(than);
  }

  interest(key: string, sockets: number): void {
    this.interests.push([key, sockets]);
  }

  /** The next number, to everybody who listens. */
  next(hub: LiveHub, key = '', data?: unknown): void {
    this.#count += 1;
    hub.publish(this.name, key, { cursor: String(this.#count), data: data ?? this.#count });
  }
}
