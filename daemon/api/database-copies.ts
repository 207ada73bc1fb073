import type { Knex } from 'knex';
import { Token } from './token.js';

/** How far an event file had been taken in when a copy was made. */
export interface CopiedCursor {
  readonly experiment_id: string;
  readonly file: string;
  readonly offset: number;
}

/** A copy of the root's database that was found sound; its file is durable. */
export interface CopiedDatabase {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly size: number;
  /** Rows of a query that `Database.reader` built, answered by the copy. */
  rows<Row>(query: Knex.QueryBuilder): Promise<Row[]>;
  cursors(): readonly CopiedCursor[];
  close(): void;
}

export interface CopyOptions {
  /** Ends the copying; the file is removed then. */
  readonly signal: AbortSignal;
  readonly tell: (pages: { readonly done: number; readonly of: number }) => void;
}

/** Copies of the root's database while it is written (REL-70): all of one moment, checked, in a thread of its own. */
export interface DatabaseCopies {
  /** `to` is the absolute path of a new file. Rejects with a RunkeepError where no sound copy could be made. */
  copy(to: string, options: CopyOptions): Promise<CopiedDatabase>;
}
export const DatabaseCopies = new Token<DatabaseCopies>('DatabaseCopies');
