import { encodeAxis } from '../block-codec.js';
import type { BlockPart } from '../block-part.js';
import { spansOf } from '../block-spans.js';
import { encodeColumns, type EncodedBlock } from '../encode-block.js';
import { pieceBytes, slots, SlotState, type SealMemory } from './seal-memory.js';
import { piecesOf, putPiece, readEncoded, type EncodedPiece, type SealPiece } from './seal-piece.js';
import { SealThread, type SealThreadOptions } from './seal-thread.js';

/** Fewer points are encoded sooner than they are handed over: 80 us. */
const leastPoints = 1024;
/** So many in a few turns are bulk, which wants the thread: growing runs fill a block now and then. */
const bulkPoints = 16_384;

export interface SealingOptions extends SealThreadOptions {
  readonly bulkPoints?: number;
}

/** A piece that was handed over, in its slot or encoded already. */
interface Job {
  readonly memory: SealMemory;
  readonly slot: number;
  readonly piece: SealPiece;
  encoded: EncodedPiece | undefined;
}

/**
 * Hands blocks over to another thread where that pays. Its bytes are those of `encodeBlock`. Nobody waits for what he can do himself: pieces that
 * the thread did not come to are taken back.
 */
export class Sealing {
  /** Pieces that the thread encoded. */
  handed = 0;
  readonly #thread: SealThread;
  readonly #bulkPoints: number;
  readonly #jobs: (Job | undefined)[] = [];
  #next = 0;
  #points = 0;

  constructor(options: SealingOptions) {
    this.#thread = new SealThread(options);
    this.#bulkPoints = options.bulkPoints ?? bulkPoints;
  }

  /** Hands a block over, whose arrays stay as they are until the bytes are asked for; undefined when it is as well encoded here. */
  begin(block: BlockPart): (() => EncodedBlock) | undefined {
    const points = pointsOf(block);
    this.#points += points;
    if (this.#points >= this.#bulkPoints) this.#thread.start();
    const { memory } = this.#thread;
    const pieces = memory === undefined || points < leastPoints ? undefined : piecesOf(block, pieceBytes);
    if (memory === undefined || pieces === undefined) return undefined;
    const jobs = pieces.map((piece) => this.#hand(memory, piece));
    return () => this.#joined(block, jobs);
  }

  /** All that was begun was taken. The points of turns before count half, a quarter, ... */
  endTurn(): void {
    this.#points /= 2;
  }

  /** What was begun is not wanted any more. */
  forget(): void {
    for (const job of this.#jobs) if (job !== undefined && (job.memory.take(job.slot) || this.#isSettled(job))) this.#free(job);
    this.endTurn();
  }

  close(): void {
    this.#thread.close();
  }

  #hand(memory: SealMemory, piece: SealPiece): Job {
    const slot = this.#next++ % slots;
    const before = this.#jobs[slot];
    if (before !== undefined) this.#finish(before);
    const job: Job = { memory, slot, piece, encoded: undefined };
    const parcel = memory.pieces[slot];
    if (parcel === undefined) throw new RangeError(`slot ${slot}`);
    putPiece(piece, parcel);
    this.#jobs[slot] = job;
    memory.give(slot);
    return job;
  }

  #joined(block: BlockPart, jobs: readonly Job[]): EncodedBlock {
    const pieces = jobs.map((job) => this.#finish(job));
    return { spans: spansOf(block), axis: pieces[0]?.axis ?? new Uint8Array(0), columns: pieces.flatMap(({ columns }) => columns) };
  }

  #finish(job: Job): EncodedPiece {
    if (job.encoded !== undefined) return job.encoded;
    if (job.memory.take(job.slot)) return this.#encodeHere(job);
    this.#help(job);
    return this.#isSettled(job) ? this.#read(job) : this.#encodeHere(job);
  }

  /** While the thread is at a piece, the newest of the others are encoded here. */
  #help({ memory, slot }: Job): void {
    for (let back = 1; back < slots && memory.stateOf(slot) === SlotState.taken; back++) {
      const other = this.#jobs[(this.#next - back + slots) % slots];
      if (other !== undefined && other.memory === memory && memory.take(other.slot)) this.#encodeHere(other);
    }
  }

  #isSettled({ memory, slot }: Job): boolean {
    const isSettled = memory.await(slot, this.#thread.patienceMs);
    if (!isSettled) this.#thread.giveUp(`no answer for ${this.#thread.patienceMs} ms`);
    return isSettled;
  }

  #read(job: Job): EncodedPiece {
    const { memory, slot, piece } = job;
    const answer = memory.answers[slot];
    if (answer === undefined || memory.stateOf(slot) !== SlotState.done) return this.#encodeHere(job);
    job.encoded = readEncoded(answer, piece.columns.length);
    this.handed++;
    this.#free(job);
    return job.encoded;
  }

  #encodeHere(job: Job): EncodedPiece {
    const { piece } = job;
    job.encoded = { axis: encodeAxis(piece.step, piece.ts), columns: [...encodeColumns(piece, spansOf(piece))] };
    this.#free(job);
    return job.encoded;
  }

  #free({ memory, slot }: Job): void {
    memory.settle(slot, SlotState.free);
    this.#jobs[slot] = undefined;
  }
}

function pointsOf({ columns }: BlockPart): number {
  let points = 0;
  for (const { value } of columns.values()) points += value.length;
  return points;
}
