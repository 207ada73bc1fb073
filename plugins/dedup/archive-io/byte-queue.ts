import { refused } from './refusal.js';

/** A stream of bytes that is taken in pieces of a known length. Throws `archive-truncated` where it ends before that. */
export class ByteQueue {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes in one buffer; for short lengths. */
  async exactly(length: number): Promise<Buffer> {
    if (length <= this.#held.length) return this.#taken(length);
    const parts: Buffer[] = [];
    for await (const part of this.pieces(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Exactly so many bytes, as they come. */
  async *pieces(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      const piece = await this.#next(left);
      if (piece === undefined) throw refused('archive-truncated', 'The archive ends in the middle of an entry, or without its end.');
      left -= piece.length;
      yield piece;
    }
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Buffer> {
    for (let piece = await this.#next(Infinity); piece !== undefined; piece = await this.#next(Infinity)) yield piece;
  }

  /** Whoever feeds the queue may stop. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #next(most: number): Promise<Buffer | undefined> {
    while (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return undefined;
      this.#held = next.value;
    }
    return this.#taken(most);
  }

  #taken(most: number): Buffer {
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.length);
    return piece;
  }
}
