const most = 256;
/** Half of what a store may be held up (POOL-24). */
const longEnoughMs = 25;

/** How many digests are collected in one go: as many as take 25 ms on this disk, 256 at most. */
export class SliceSize {
  #size = 16;

  get now(): number {
    return this.#size;
  }

  /** The last slice was held for so long. */
  took(ms: number): void {
    if (ms > longEnoughMs) this.#size = Math.max(1, this.#size >> 1);
    else if (ms < longEnoughMs / 3) this.#size = Math.min(most, this.#size * 2);
  }
}
