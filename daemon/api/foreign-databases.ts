import { Token } from './token.js';

export type ForeignValue = string | number | null;

/** What is asked of one table; a table or column that is not there is left out of the answer. */
export type ForeignQuestion =
  | { readonly table: string; readonly columns: readonly string[] }
  /** How many rows share a value of this column. */
  | { readonly table: string; readonly countBy: string };

/** A table that was asked for and is there. */
export interface ForeignTable {
  readonly table: string;
  /** Of the table itself, whatever was asked. */
  readonly columns: readonly string[];
  /** Of those asked for that are there, by name; counts are rows `value`, `count`. Texts beyond 64 KiB and blobs are null. */
  readonly rows: readonly Readonly<Record<string, ForeignValue>>[];
  /** There are more than 200,000 rows. */
  readonly isCut: boolean;
}

/** What could be read, or why nothing could. */
export type ForeignAnswer = { readonly tables: readonly ForeignTable[] } | { readonly unreadable: string };

/**
 * Reads the SQLite file of another program as a hint and no more (DISK-50): a private copy, its write-ahead log included, is opened
 * in a thread of its own and removed again. No byte is written beside the file, and nobody's lock is waited for.
 */
export interface ForeignDatabases {
  /** `path` is relative to the root. Whatever the file is, the promise is kept. */
  read(path: string, questions: readonly ForeignQuestion[], signal: AbortSignal): Promise<ForeignAnswer>;
}
export const ForeignDatabases = new Token<ForeignDatabases>('ForeignDatabases');
