/** Numbers and arrays one behind the other in a piece of shared memory: who reads them asks in the order in which they were put. Past the end it throws a RangeError. */
export class Parcel {
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  #at = 0;

  constructor(memory: SharedArrayBuffer, from: number, length: number) {
    this.#bytes = new Uint8Array(memory, from, length);
    this.#numbers = new Float64Array(memory, from, length / 8);
  }

  rewind(): void {
    this.#at = 0;
  }

  put(number: number): void {
    const at = this.#take(8);
    this.#numbers[at / 8] = number;
  }

  /** Puts the array's bytes as they are. */
  putArray(array: Uint8Array | Uint32Array | Float64Array): void {
    this.put(array.length);
    const at = this.#take(array.byteLength);
    this.#bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
  }

  number(): number {
    return this.#numbers[this.#take(8) / 8] ?? NaN;
  }

  /** The next array of bytes, and of the other kinds; views that are good until the next `put`. */
  bytes(): Uint8Array {
    const length = this.number();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  rows(): Uint32Array {
    const length = this.number();
    return new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset + this.#take(4 * length), length);
  }

  floats(): Float64Array {
    const length = this.number();
    return new Float64Array(this.#bytes.buffer, this.#bytes.byteOffset + this.#take(8 * length), length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw new RangeError(`${length} bytes where ${this.#bytes.length - at} are left`);
    this.#at = at + roundedUp(length);
    return at;
  }
}

/** Room that an array of so many bytes takes in a parcel, its length included. */
export function roomOf(bytes: number): number {
  return 8 + roundedUp(bytes);
}

function roundedUp(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
