/** Longest time between two announcements of an experiment that changes all the while. */
export const mostWaitMs = 2000;

/** Collects which experiments changed, and says which of them may be announced now: each at most once in the time that it is granted. */
export class News {
  readonly #leastMs: (experimentId: string) => number;
  readonly #pending = new Set<string>();
  readonly #toldAt = new Map<string, number>();

  /** `leastMs` says how long an experiment must wait between two announcements, at most `mostWaitMs`. */
  constructor(leastMs: (experimentId: string) => number) {
    this.#leastMs = leastMs;
  }

  add(experimentId: string): void {
    this.#pending.add(experimentId);
  }

  /** The experiments whose time has come, those first that wait longest; all when `now` is Infinity. Who stops early leaves the rest pending. */
  *due(now: number): Generator<string> {
    this.#forget(now);
    for (const id of this.#pending) {
      if (now - (this.#toldAt.get(id) ?? -Infinity) < Math.min(mostWaitMs, this.#leastMs(id))) continue;
      this.#pending.delete(id);
      this.#noteTold(id, now);
      yield id;
    }
  }

  /** To the end of the map, so that its entries stay in the order of their times. */
  #noteTold(id: string, now: number): void {
    this.#toldAt.delete(id);
    if (now < Infinity) this.#toldAt.set(id, now);
  }

  #forget(now: number): void {
    for (const [id, at] of this.#toldAt) {
      if (now - at < mostWaitMs) break;
      this.#toldAt.delete(id);
    }
  }
}
