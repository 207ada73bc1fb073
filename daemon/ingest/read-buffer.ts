import { readSync } from 'node:fs';

/** The one buffer into which all files are read; it grows for a long line and comes back to its size. */
export class ReadBuffer {
  readonly #usual: number;
  #bytes: Buffer;
  /** Counts the reads: who remembers the number of his own knows whether the bytes are still his. */
  reads = 0;

  constructor(usual: number) {
    this.#usual = usual;
    this.#bytes = Buffer.allocUnsafeSlow(usual);
  }

  /** The bytes as they are now; the next `read` overwrites them. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Reads up to `length` bytes at `position`; fewer only where the file ends. */
  read(descriptor: number, position: number, length: number): number {
    const wanted = Math.max(length, this.#usual);
    if (this.#bytes.length < length || this.#bytes.length > 2 * wanted) this.#bytes = Buffer.allocUnsafeSlow(wanted);
    this.reads++;
    let got = 0;
    while (got < length) {
      const more = readSync(descriptor, this.#bytes, got, length - got, position + got);
      if (more === 0) break;
      got += more;
    }
    return got;
  }
}
