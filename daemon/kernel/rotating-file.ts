import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A log file that is renamed to `<name>.1`, `.2`, ... when it is full. A full disk stops nothing (LIM-41). */
export class RotatingFile {
  readonly #path: string;
  readonly #bytes: number;
  readonly #files: number;
  #fd: number | undefined;
  #size = 0;

  constructor(folder: string, name: string, bytes: number, files: number) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = join(folder, name);
    this.#bytes = bytes;
    this.#files = files;
  }

  write(line: string): void {
    try {
      if (this.#size > this.#bytes) this.#rotate();
      this.#fd ??= this.#open();
      this.#size += writeSync(this.#fd, line);
    } catch {
      // What cannot be logged is not worth stopping for: stderr has the line too.
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #open(): number {
    const fd = openSync(this.#path, 'a', 0o600);
    this.#size = fstatSync(fd).size;
    return fd;
  }

  #rotate(): void {
    this.close();
    for (let n = this.#files - 1; n > 0; n--) {
      try {
        renameSync(n === 1 ? this.#path : `${this.#path}.${n - 1}`, `${this.#path}.${n}`);
      } catch {
        // That many files were not written yet.
      }
    }
    this.#size = 0;
  }
}
