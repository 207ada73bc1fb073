import { closeSync, constants, openSync } from 'node:fs';

/** O_NONBLOCK: a named pipe put in the place of a file must not hang the line. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Open files by path, at most so many: the least recently used is closed (LIM-52). Symbolic links are refused. */
export class Descriptors {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  get(path: string): number {
    const known = this.#open.get(path);
    if (known !== undefined) {
      this.#open.delete(path);
      this.#open.set(path, known);
      return known;
    }
    const descriptor = openSync(path, flags);
    this.#open.set(path, descriptor);
    if (this.#open.size > this.#most) this.#closeOldest();
    return descriptor;
  }

  release(path: string): void {
    const descriptor = this.#open.get(path);
    if (descriptor === undefined) return;
    this.#open.delete(path);
    closeSync(descriptor);
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.release(path);
  }

  #closeOldest(): void {
    const oldest = this.#open.keys().next();
    if (oldest.done !== true) this.release(oldest.value);
  }
}
