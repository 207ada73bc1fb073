import { Parcel } from './parcel.js';

/** Pieces under way at once: more than the line seals in a turn of a file with two metrics. */
export const slots = 16;
/** Room for a piece, and as much for what it is encoded to: 13 columns of 4,096 points. Only what is used takes memory. */
export const pieceBytes = 2 ** 19;

/** States of a slot. Who changes `given` to another has the slot until the next change. */
export const SlotState = { free: 0, given: 1, taken: 2, done: 3, refused: 4 } as const;

const word = { bell: 0, isReady: 1, isToEnd: 2, slots: 3 } as const;
const headBytes = 128;

/** The memory that the line shares with the sealing thread, as either sees it. */
export class SealMemory {
  readonly buffer: SharedArrayBuffer;
  readonly pieces: readonly Parcel[];
  readonly answers: readonly Parcel[];
  readonly #words: Int32Array;

  constructor(buffer = new SharedArrayBuffer(headBytes + 2 * slots * pieceBytes)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, headBytes / 4);
    const parcels = Array.from({ length: 2 * slots }, (_, i) => new Parcel(buffer, headBytes + i * pieceBytes, pieceBytes));
    this.pieces = parcels.slice(0, slots);
    this.answers = parcels.slice(slots);
  }

  get isReady(): boolean {
    return Atomics.load(this.#words, word.isReady) === 1;
  }

  set isReady(is: boolean) {
    Atomics.store(this.#words, word.isReady, is ? 1 : 0);
  }

  get isToEnd(): boolean {
    return Atomics.load(this.#words, word.isToEnd) === 1;
  }

  end(): void {
    Atomics.store(this.#words, word.isToEnd, 1);
    this.#ring();
  }

  /** Leaves the piece in a slot to the thread. */
  give(slot: number): void {
    Atomics.store(this.#words, word.slots + slot, SlotState.given);
    this.#ring();
  }

  /** Takes a piece that is given; false when the other side was quicker. */
  take(slot: number): boolean {
    const at = word.slots + slot;
    return Atomics.compareExchange(this.#words, at, SlotState.given, SlotState.taken) === SlotState.given;
  }

  stateOf(slot: number): number {
    return Atomics.load(this.#words, word.slots + slot);
  }

  settle(slot: number, state: number): void {
    Atomics.store(this.#words, word.slots + slot, state);
    Atomics.notify(this.#words, word.slots + slot);
  }

  /** Waits until a slot that the thread took is settled; false when that takes longer. */
  await(slot: number, mostMs: number): boolean {
    return this.stateOf(slot) !== SlotState.taken || Atomics.wait(this.#words, word.slots + slot, SlotState.taken, mostMs) !== 'timed-out';
  }

  get rings(): number {
    return Atomics.load(this.#words, word.bell);
  }

  /** Waits until the bell rings again; false when that takes longer. */
  listen(rings: number, mostMs: number): boolean {
    return Atomics.wait(this.#words, word.bell, rings, mostMs) !== 'timed-out';
  }

  #ring(): void {
    Atomics.add(this.#words, word.bell, 1);
    Atomics.notify(this.#words, word.bell);
  }
}
