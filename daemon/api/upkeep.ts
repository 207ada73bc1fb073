import { Token } from './token.js';

/** What deleting would give back of the database's file. */
export interface DatabasePromise {
  /** Bytes by which the file shrinks. */
  readonly bytes: number;
  /** False: an old file that cannot shrink; its free pages are only used again. */
  readonly shrinks: boolean;
}

/** Deleting from the database for good. */
export interface Upkeep {
  /** Exact to the page, while nothing else is written: the deletion is done and taken back. */
  promised(experimentIds: readonly string[]): Promise<DatabasePromise>;
  /** The rows of these experiments stay until `purge`, though their directories go; an empty list lets go of all. */
  hold(experimentIds: readonly string[]): Promise<void>;
  /** Deletes every row of experiments whose directories are gone, what people said of them included. */
  purge(experimentIds: readonly string[]): Promise<void>;
  /** Deletes what belongs to nothing: series, blocks and chunks without their file; answers how many rows. */
  sweep(): Promise<number>;
  /** Gives the free pages of the database back to the file system, in slices; answers how many bytes it has then. */
  reclaim(): Promise<number>;
}
export const Upkeep = new Token<Upkeep>('Upkeep');

/** The line's connection, seen as pages. */
export interface DatabaseSpace {
  /** Does `work` in a transaction, tells what it freed, and takes it back. Nothing may be open before. */
  promised(experimentIds: readonly string[], work: () => void): DatabasePromise;
  /** Gives free pages back until `isOver`, commits, and answers how many are left that can be given. */
  reclaim(isOver: () => boolean): number;
  /** Size of the database in bytes, free pages included. */
  readonly bytes: number;
  /** Deletes rows of the metric tables that belong to nothing. */
  sweep(): number;
  /** Writes the log into the file and empties it; false when a reader or another checkpoint held it. */
  truncateLog(): boolean;
}
