/** A growing little-endian byte buffer that is used again for the next column. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Forgets what was written behind `length`. */
  truncate(length: number): void {
    this.#length = length;
  }

  u8(value: number): void {
    this.#view.setUint8(this.reserve(1), value);
  }

  u16(value: number): void {
    this.#view.setUint16(this.reserve(2), value, true);
  }

  u32(value: number): void {
    this.#view.setUint32(this.reserve(4), value, true);
  }

  f64(value: number): void {
    this.#view.setFloat64(this.reserve(8), value, true);
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
    this.#view = new DataView(grown.buffer);
  }
}
