import type { Sql } from '../api/database.js';
import type { BlockPart } from './block-part.js';
import { BlockTable } from './block-table.js';
import { Damage } from './codec/damage.js';
import { joinParts } from './join-parts.js';
import type { OpenStream } from './open-stream.js';
import type { Sealing } from './sealing/sealing.js';
import { blockRows, splitHead } from './split-head.js';
import type { StreamTable } from './stream-table.js';

/** Moves the head of a stream into blocks, with cursor, counters and sums, inside the open transaction; those of bulk are in it once `settle` was called. */
export class Sealer {
  readonly #blocks: BlockTable;
  readonly #streams: StreamTable;

  constructor(sql: Sql, streams: StreamTable, sealing: Sealing | undefined) {
    this.#blocks = new BlockTable(sql, sealing);
    this.#streams = streams;
  }

  seal(stream: OpenStream): void {
    if (!stream.isDirty) return;
    let { blocks } = stream.sealed;
    for (const fresh of splitHead(stream.head, stream.sealed.rows)) {
      const part = this.#withTail(stream, fresh, blocks);
      blocks = part.no + 1;
      this.#blocks.write(stream, part.no, part.part);
    }
    stream.addSums();
    this.#blocks.writeSums(stream, stream.head.columns.keys());
    this.#streams.save(stream, blocks);
    stream.markSealed(blocks);
  }

  /** Puts the blocks of what was sealed into the open transaction. */
  settle(): void {
    this.#blocks.settle();
  }

  /** The same, before the transaction is committed. */
  endTurn(): void {
    this.#blocks.endTurn();
  }

  /** The open transaction is no more. */
  forget(): void {
    this.#blocks.forget();
  }

  /**
   * A slow run is sealed a few rows at a time. A last block that is at most twice as long as what follows it is taken
   * back and joined, so that n rows lie in O(log n) blocks and each is written O(log n) times.
   */
  #withTail(stream: OpenStream, fresh: BlockPart, blocks: number): { readonly part: BlockPart; readonly no: number } {
    let part = fresh;
    let no = blocks;
    while (no > 0) {
      const rows = this.#blocks.rowsOf(stream, no - 1);
      if (rows > 2 * part.rows || rows + part.rows > blockRows) break;
      const tail = this.#readable(stream, no - 1);
      if (tail === undefined) break;
      part = joinParts(tail, part);
      no--;
      this.#blocks.remove(stream, no);
    }
    return { part, no };
  }

  /** A damaged block stays where it is, named by its readers, until `rebuild` (ENG-06). */
  #readable(stream: OpenStream, no: number): BlockPart | undefined {
    try {
      return this.#blocks.read(stream, no);
    } catch (failure) {
      if (failure instanceof Damage) return undefined;
      throw failure;
    }
  }
}
