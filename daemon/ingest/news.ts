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

  /** The experiments whose time has come; all when `now` is Infinity. */
  due(now: number): string[] {
    const due: string[] = [];
    for (const id of this.#pending) {
      if (now - (this.#toldAt.get(id) ?? -Infinity) < this.#leastMs) continue;
      this.#pending.delete(id);
      due.push(id);
      if (now < Infinity) this.#toldAt.set(id, now);
    }
    this.#forget(now);
    return due;
  }

  #forget(now: number): void {
    for (const [id, at] of this.#toldAt) {
      if (now - at < this.#leastMs) break;
      this.#toldAt.delete(id);
    }
  }
}
