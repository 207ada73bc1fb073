import type SqliteDatabase from 'better-sqlite3';
import type { Sql, SqlValue } from '../api/database.js';
import { asRunkeepError } from './sqlite-errors.js';

/** Most statements that are kept: filters of users give ever new texts. */
const mostKept = 1000;

/** Prepared statements on one connection, kept by their text, the oldest let go; failures of SQLite come out as RunkeepErrors. */
export class PreparedSql implements Sql {
  readonly #connection: SqliteDatabase.Database;
  readonly #statements = new Map<string, SqliteDatabase.Statement>();

  constructor(connection: SqliteDatabase.Database) {
    this.#connection = connection;
  }

  all<Row>(text: string, ...values: readonly SqlValue[]): Row[] {
    return this.#answer(() => this.#prepared(text).all(...values) as Row[]);
  }

  get<Row>(text: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#answer(() => this.#prepared(text).get(...values) as Row | undefined);
  }

  run(text: string, ...values: readonly SqlValue[]): number {
    return this.#answer(() => this.#prepared(text).run(...values).changes);
  }

  /** Everything that `work` reads is of one moment. */
  snapshot<T>(work: () => T): T {
    if (this.#connection.inTransaction) return work();
    this.run('begin');
    try {
      return work();
    } finally {
      this.run('commit');
    }
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  #prepared(text: string): SqliteDatabase.Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#connection.prepare(text);
      if (this.#statements.size >= mostKept) this.#statements.delete(this.#statements.keys().next().value ?? '');
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #answer<T>(work: () => T): T {
    try {
      return work();
    } catch (failure) {
      throw asRunkeepError(failure);
    }
  }
}
