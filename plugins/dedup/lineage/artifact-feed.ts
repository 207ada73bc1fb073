import type { Clock } from '../../../daemon/api/clock.js';
import type { Live, Opening } from '../../../daemon/api/topic.js';
import type { ArtifactChange } from '../../../schemas/dedup-lineage.js';

const mostRemembered = 1000;

/** The topic's name. */
export const artifactTopic = 'dedup.artifacts';

/** Tells sockets what became of artifacts; whoever comes back gets what was missed, as far as it is remembered. */
export class ArtifactFeed {
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #past: { readonly cursor: number; readonly data: ArtifactChange }[] = [];
  #number = 0;

  constructor(live: Live, clock: Clock) {
    this.#live = live;
    this.#clock = clock;
  }

  tell(change: ArtifactChange): void {
    // above every number of an earlier process: those grow slower than the clock does
    this.#number = Math.max(this.#number + 1, Math.floor(this.#clock.now() * 1000));
    this.#past.push({ cursor: this.#number, data: change });
    if (this.#past.length > mostRemembered) this.#past.shift();
    this.#live.publish(artifactTopic, '', { cursor: String(this.#number), data: change });
  }

  open(cursor: string | undefined): Opening {
    const now = String(this.#number);
    if (cursor === undefined || cursor === now) return { frames: [], cursor: now };
    const from = this.#past.findIndex((one) => String(one.cursor) === cursor);
    if (from === -1) return { refetch: true, cursor: now };
    return { frames: this.#past.slice(from + 1).map((one) => ({ cursor: String(one.cursor), data: one.data })), cursor: now };
  }
}
