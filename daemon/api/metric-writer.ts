import type { EventBlock } from './event-block.js';
import type { UnsealedStream } from './metrics.js';

/** Which bytes of a file are taken in; commits in the same transaction as its points (DISK-35). */
export interface Cursor {
  readonly generation: number;
  /** As `stat` says, as text: inode numbers exceed 2^53 on some file systems. */
  readonly dev: string;
  readonly inode: string;
  /** Offset behind the last sealed line; reading goes on here after a start. */
  readonly offset: number;
  /** SHA-256 of the (up to) 4 KiB before `offset` (REL-53), hex. */
  readonly headHash: string;
}

/** One event file of one experiment, open for writing. */
export interface Stream {
  readonly experimentId: string;
  readonly file: string;
  /** What is sealed: where reading must begin after `open`. */
  readonly cursor: Cursor;
  /** Bytes of this stream's unsealed rows. */
  readonly heldBytes: number;
}

/** Sums of one series over sealed and unsealed points; absolute, so that writing them twice is harmless. */
export interface SeriesTotals {
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  readonly points: number;
  readonly last: number;
  readonly lastStep: number | null;
  readonly lastTs: number;
  /** Over finite values; null when there is none. With the step of its first occurrence. */
  readonly min: number | null;
  readonly minStep: number | null;
  readonly max: number | null;
  readonly maxStep: number | null;
}

/** The series of an experiment's open streams by the names of their metrics, looked at one by one: a run may have 100,000. */
export interface OpenSeries {
  /** The metrics that have points, each once. */
  names(): ReadonlySet<string>;
  /** Points of all series of a name; 0 when there is none. */
  points(name: string): number;
  /** Totals of all series of these names. */
  totals(names: readonly string[]): SeriesTotals[];
}

/**
 * The writing half of the metric engine; lives in the line's thread. Points are kept in memory until a block of 4,096
 * rows is full, and are then sealed with the cursor in one transaction. The file is the write-ahead log.
 */
export interface MetricWriter {
  /** Opens a stream at its last committed cursor, without what was kept of bytes behind it; a new one starts at offset 0, generation 1. */
  open(experimentId: string, file: string): Stream;
  /** Files of an experiment of which something may be kept. */
  files(experimentId: string): string[];
  /** Begins a new generation at offset 0: all that the stream held goes in the same transaction (DISK-36). */
  restart(stream: Stream, dev: string, inode: string): void;
  /**
   * Takes a block that begins where the last one ended. Full blocks of rows are sealed into the open transaction.
   * `hashBefore(offset)` gives the head hash for a cursor at the block's end; it is asked when the rows are sealed, which may be in a later call.
   */
  append(stream: Stream, block: EventBlock, dev: string, inode: string, hashBefore: (offset: number) => string): void;
  /** Seals what is unsealed, whatever its size: the run ended, is idle, or memory is short. */
  seal(stream: Stream): void;
  /** Tells how long the file was when it was last looked at; kept with the cursor. */
  noteSize(stream: Stream, size: number): void;
  /**
   * Commits everything since the last call in one transaction, what others wrote through the shared `Sql` included.
   * Throws a RunkeepError (`no-space`, `io-error`, `busy`); then nothing of it is on disk and `rollback` has happened.
   */
  commit(): void;
  /**
   * Undoes everything since the last commit and forgets every stream: open them again and read on from their cursors.
   * Needed after any other call, or the shared `Sql`, threw a RunkeepError.
   */
  rollback(): void;
  /** Forgets a stream in memory; unsealed rows are sealed first. */
  close(stream: Stream): void;
  /** Copies of the unsealed rows and the counters of an experiment's open streams. */
  unsealed(experimentId: string): UnsealedStream[];
  /** Totals of series that changed since they were told; at most `most` of them, the rest the next time. */
  changed(experimentId: string, most?: number): SeriesTotals[];
  /** How many series of an experiment are in memory. */
  series(experimentId: string): number;
  /** The series as they are now; good until the next `append`. */
  openSeries(experimentId: string): OpenSeries;
  /** Bytes held in memory by unsealed rows; the line seals the largest above its bound (ENG-05). */
  readonly heldBytes: number;
  /** Deletes all of an experiment. */
  drop(experimentId: string): void;
}
