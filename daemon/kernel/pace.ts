import { performance } from 'node:perf_hooks';

/** It rests after so much work. */
const workMs = 50;

/** Works and rests in turn, so that what looks over a whole root in a thread does not take the disk and a core for itself. */
export class Pace {
  readonly #restMs: number;
  readonly #bell = new Int32Array(new SharedArrayBuffer(4));
  #since = performance.now();

  /** `share` of the time that it works, above 0. */
  constructor(share: number) {
    this.#restMs = (workMs * (1 - share)) / share;
  }

  /** Rests when it is time; true when it did. Only for threads that nobody talks to. */
  rested(): boolean {
    if (performance.now() - this.#since < workMs) return false;
    Atomics.wait(this.#bell, 0, 0, this.#restMs);
    this.#since = performance.now();
    return true;
  }
}
