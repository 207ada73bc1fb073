import { readSync } from 'node:fs';

/** The one buffer into which all files are read; a longer line gets another for its time. */
export class ReadBuffer {
  readonly #usual: Buffer;
  #bytes: Buffer;
  /** Counts the reads: who remembers the number of his own knows whether the bytes are still his. */
  reads = 0;

  constructor(usual: Buffer) {
    this.#usual = usual;
    this.#bytes = usual;
  }

  /** The bytes as they are now; the next `read` overwrites them. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Reads up to `length` bytes at `position`; fewer only where the file ends. */
  read(descriptor: number, position: number, length: number): number {
    if (length <= this.#usual.length) this.#bytes = this.#usual;
    else if (this.#bytes.length < length || this.#bytes.length > 2 * length) this.#bytes = Buffer.allocUnsafeSlow(length);
    this.reads++;
    let got = 0;
    while (got < length) {
      const more = readSync(descriptor, this.#bytes, got, length - got, position + got);
      const isEnd = more < length - got;
      got += more;
      if (isEnd) break;
    }
    return got;
  }
}
