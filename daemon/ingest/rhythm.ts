/** Intervals that are remembered. */
const kept = 4;
/** Part of the shortest of them for which nothing is expected. */
const restPart = 0.8;
/** A writer that changes its pace is noticed within this time. */
const longestRestMs = 70;

/** When a file grew last, and how long it may be left alone: one that grows every 100 ms need not be glanced at every 20. */
export class Rhythm {
  /** When it grew last; -Infinity: it was never seen growing. */
  grewAt = -Infinity;
  readonly #gaps: number[] = [];
  #next = 0;
  #restMs = 0;

  note(now: number): void {
    if (this.grewAt > -Infinity) this.#gaps[this.#next++ % kept] = now - this.grewAt;
    this.grewAt = now;
    if (this.#gaps.length < kept) return;
    let least = longestRestMs / restPart;
    for (const gap of this.#gaps) least = Math.min(least, gap);
    this.#restMs = restPart * least;
  }

  /** Milliseconds after its last growth in which it hardly grows again, by its last intervals; 0 while they are unknown. */
  get restMs(): number {
    return this.#restMs;
  }
}
