const everyMs = 5;

/** How late the timers of this thread come: what others that wait for it would have waited. */
export class Lateness {
  readonly #late: number[] = [];
  #due = performance.now() + everyMs;
  readonly #timer = setInterval(() => this.#note(), everyMs);

  /** Ends it; the milliseconds below which 99 of 100 timers stayed. */
  end(): number {
    clearInterval(this.#timer);
    this.#late.sort((one, other) => one - other);
    return this.#late[Math.floor(this.#late.length * 0.99)] ?? 0;
  }

  #note(): void {
    this.#late.push(performance.now() - this.#due);
    this.#due = performance.now() + everyMs;
  }
}
