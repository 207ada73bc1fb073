import type { Knex } from 'knex';
import './knex-words.js';
import { Token } from './token.js';

/** One step of a schema, as a value. Portable SQL only: text keys, no serials, no generated columns. */
export interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** The root's database as the main thread sees it. */
export interface Database {
  /** Reads only; sees every committed transaction of both writers. */
  readonly reader: Knex;
  /** Rows of a query that `reader` built, through a statement that is prepared once: for what is asked often. */
  rows<Row>(query: Knex.QueryBuilder): Promise<Row[]>;
  /**
   * Runs `work` in a durable (FULL) transaction. Calls of up to 5 ms share one commit, each in its savepoint, so one
   * failing leaves the others. Resolves after the commit.
   */
  write<T>(work: (transaction: Knex.Transaction) => Promise<T>): Promise<T>;
}
export const Database = new Token<Database>('Database');

/** A synchronous connection with prepared statements, for hot paths on a worker thread. Bind values are positional. */
export interface Sql {
  /** Rows of a query; statements are prepared once and cached by text. */
  all<Row>(text: string, ...values: readonly SqlValue[]): Row[];
  get<Row>(text: string, ...values: readonly SqlValue[]): Row | undefined;
  /** Number of rows changed. */
  run(text: string, ...values: readonly SqlValue[]): number;
}
export type SqlValue = string | number | bigint | Uint8Array | null;
