/** A growing byte buffer that is used again for the next blob. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written behind `length`. */
  truncate(length: number): void {
    this.#length = length;
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  /** A whole number in 0..2^28-1, seven bits a byte, lowest first; every byte but the last has its high bit set. */
  whole(value: number): void {
    let rest = value;
    for (; rest >= 128; rest >>>= 7) this.u8((rest & 127) | 128);
    this.u8(rest);
  }

  /** Writes four bytes, little-endian, over what is at `at`. */
  u32At(at: number, value: number): void {
    for (let i = 0; i < 4; i++) this.#bytes[at + i] = value >>> (8 * i);
  }

  put(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Makes room for `count` bytes and answers where it begins; `bytes` is valid until the next call. */
  reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) this.#grow();
    return at;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** A view of what was written; gone with the next write. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(this.#length)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
