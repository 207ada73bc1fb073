/** Collects which experiments changed, and says which of them may be announced now: each at most once in `leastMs`. */
export class News {
  readonly #leastMs: number;
  readonly #pending = new Set<string>();
  readonly #toldAt = new Map<string, number>();

  constructor(leastMs: number) {
    this.#leastMs = leastMs;
  }

  add(experimentId: string): void {
    this.#pending.add(experimentId);
  }

  /** The experiments whose time has come, those first that wait longest; all when `now` is Infinity. Who stops early leaves the rest pending. */
  *due(now: number): Generator<string> {
    this.#forget(now);
    for (const id of this.#pending) {
      if (now - (this.#toldAt.get(id) ?? -Infinity) < this.#leastMs) continue;
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
      if (now - at < this.#leastMs) break;
      this.#toldAt.delete(id);
    }
  }
}
