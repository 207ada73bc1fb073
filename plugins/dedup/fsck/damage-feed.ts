import type { Clock } from '../../../daemon/api/clock.js';
import type { Live, Opening, Topic } from '../../../daemon/api/topic.js';
import type { DamageRow } from '../../../schemas/dedup-checks.js';

const name = 'dedup.damage';

/** Tells sockets of damage when it is found and when it is repaired; its cursor is a number that only grows. */
export class DamageFeed {
  readonly #live: Live;
  readonly #clock: Clock;
  #number = 0;

  constructor(live: Live, clock: Clock) {
    this.#live = live;
    this.#clock = clock;
  }

  tell(row: Pick<DamageRow, 'digest' | 'what' | 'repaired_from'>): void {
    this.#number = this.#next();
    this.#live.publish(name, '', { cursor: String(this.#number), data: row });
  }

  /** What was told before is asked for by `GET /damage`. */
  async open(cursor: string | undefined): Promise<Opening> {
    const now = String(this.#number);
    return cursor === undefined || cursor === now ? { frames: [], cursor: now } : { refetch: true, cursor: now };
  }

  /** Above every number of an earlier process: those grow far slower than the clock does. */
  #next(): number {
    return Math.max(this.#number + 1, Math.floor(this.#clock.now() * 1000));
  }
}

/** The topic of a feed that is made when it is asked for. */
export function damageTopic(feed: () => DamageFeed): Topic {
  return { name, right: 'read', open: (_key, cursor) => feed().open(cursor), isNewer: (cursor, than) => Number(cursor) > Number(than) };
}
