const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Holds a thread to a number of bytes per second. */
export class Pace {
  readonly #bytesPerSecond: number | undefined;
  readonly #began = performance.now();
  #spent = 0;

  constructor(bytesPerSecond: number | undefined) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Waits until that many bytes more are allowed. */
  spend(bytes: number): void {
    if (this.#bytesPerSecond === undefined) return;
    this.#spent += bytes;
    const wait = (this.#spent / this.#bytesPerSecond) * 1000 - (performance.now() - this.#began);
    if (wait > 1) Atomics.wait(nothing, 0, 0, wait);
  }
}
