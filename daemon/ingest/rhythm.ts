/** Intervals that are remembered. */
const kept = 4;
/** Part of the shortest of them for which nothing is expected. */
const restPart = 0.8;
/** A writer without a steady pace who changes it is noticed within this time. */
const longestRestMs = 70;
/** The same for one with a steady pace: 10 lines a second are met with one look a line. */
const longestWaitMs = 100;
/** The longest of the kept intervals is at most so much longer than the shortest where the pace is steady. */
const steadyWithin = 1.5;
/** The wait shrinks by this part when a look meets growth at once: it may have come late. After one that came early it grows by up to three times as much. */
const correction = 1 / 64;
/** Looks after one that came early, in milliseconds from one to the next. */
const soon = [8, 12];

/**
 * When a file grew last, and when to look at it again. Where its pace is steady, the wait follows it, so that most looks come just
 * behind a line: 1.3 looks a line and 8 ms until it is seen, where a rest and a look every 20 ms needed 2.2 and 12 ms.
 */
export class Rhythm {
  /** When it grew last; -Infinity: it was never seen growing. */
  grewAt = -Infinity;
  readonly #gaps: number[] = [];
  #next = 0;
  #waitMs = 0;
  #isSteady = false;
  #missed = 0;

  /** It has grown. */
  grew(now: number): void {
    const gap = now - this.grewAt;
    if (this.grewAt > -Infinity) this.#gaps[this.#next++ % kept] = gap;
    this.grewAt = now;
    if (this.#gaps.length === kept) this.#follow(gap);
    this.#missed = 0;
  }

  /** It was looked at and had not grown. */
  rested(): void {
    this.#missed++;
  }

  /** Is the next look one that will find a new line, if the file keeps its pace? The one after a look that came early most of all. */
  get isExpected(): boolean {
    return this.#isSteady && this.#missed <= 1;
  }

  /** When to look again where looks come every `everyMs`. */
  due(now: number, everyMs: number): number {
    const again = this.#isSteady ? soon[this.#missed - 1] : undefined;
    return Math.max(now + (again ?? everyMs), this.grewAt + this.#waitMs);
  }

  #follow(gap: number): void {
    let least = Infinity;
    let most = 0;
    let sum = 0;
    for (const each of this.#gaps) {
      least = Math.min(least, each);
      most = Math.max(most, each);
      sum += each;
    }
    const wasSteady = this.#isSteady;
    this.#isSteady = most <= steadyWithin * least && least <= longestWaitMs;
    if (!this.#isSteady) this.#waitMs = Math.min(longestRestMs, restPart * least);
    else this.#waitMs = Math.min(longestWaitMs, wasSteady ? this.#corrected(gap) : sum / kept);
  }

  #corrected(gap: number): number {
    const step = correction * this.#waitMs;
    return this.#missed === 0 ? this.#waitMs - step : this.#waitMs + Math.min(gap - this.#waitMs, 3 * step);
  }
}
