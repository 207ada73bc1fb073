import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { errnoOf } from './errno.js';

/** O_NONBLOCK: a named pipe put in the place of a file must not hang the line. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Without it the first read behind each line writes the file's inode, two fifths of what the read costs. Only for the owner of a file, and only on Linux. */
const silently = 'O_NOATIME' in constants ? constants.O_NOATIME : 0;
/** Where the system does not say how many it allows. */
const modestLimit = 512;
const oneByte = Buffer.allocUnsafeSlow(1);

/** At most half of the files that this process may open, so that requests and sockets find theirs. */
export function openFilesWithin(wanted: number): number {
  return Math.max(8, Math.min(wanted, Math.floor(processLimit() / 2)));
}

function openedSilently(path: string): number {
  try {
    return openSync(path, flags | silently);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
    return openSync(path, flags);
  }
}

function processLimit(): number {
  try {
    const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return limit === 'unlimited' ? Infinity : Number(limit ?? modestLimit);
  } catch {
    return modestLimit;
  }
}

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
      this.#use(path, known);
      return known;
    }
    const descriptor = openedSilently(path);
    this.#open.set(path, descriptor);
    if (this.#open.size > this.#most) this.#closeOldest();
    return descriptor;
  }

  /** Is there a byte at `position` of a file that is open? True when it is not open: then only a look can tell. */
  mayReach(path: string, position: number): boolean {
    const descriptor = this.#open.get(path);
    if (descriptor === undefined) return true;
    try {
      return readSync(descriptor, oneByte, 0, 1, position) > 0;
    } catch {
      return true;
    }
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

  /** Who was used last matters only where places are short: keeping that order took 3 % of what the line does for a growing file. */
  #use(path: string, descriptor: number): void {
    if (this.#open.size < this.#most) return;
    this.#open.delete(path);
    this.#open.set(path, descriptor);
  }

  #closeOldest(): void {
    const oldest = this.#open.keys().next();
    if (oldest.done !== true) this.release(oldest.value);
  }
}
