import type SqliteDatabase from 'better-sqlite3';
import type { Sql, SqlValue } from '../api/database.js';
import { PreparedSql } from './prepared-sql.js';
import { asRunkeepError, endedTransaction } from './sqlite-errors.js';

/**
 * The line's connection: the first write of a turn begins a transaction, `commit` ends it. When SQLite gives up in
 * between, nothing more is taken until `rollback`, so that half a turn is never committed (ENG-04).
 */
export class LineSql implements Sql {
  readonly #connection: SqliteDatabase.Database;
  readonly #prepared: PreparedSql;
  #failure: Error | undefined;

  constructor(connection: SqliteDatabase.Database) {
    this.#connection = connection;
    this.#prepared = new PreparedSql(connection);
  }

  all<Row>(text: string, ...values: readonly SqlValue[]): Row[] {
    return this.#prepared.all<Row>(text, ...values);
  }

  get<Row>(text: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#prepared.get<Row>(text, ...values);
  }

  run(text: string, ...values: readonly SqlValue[]): number {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#guarded(() => {
      if (!this.#connection.inTransaction) this.#prepared.run('begin immediate');
      return this.#prepared.run(text, ...values);
    });
  }

  /** Ends the turn; throws when any of it failed, and then `rollback` must follow. */
  commit(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#guarded(() => {
      if (this.#connection.inTransaction) this.#prepared.run('commit');
    });
  }

  rollback(): void {
    this.#failure = undefined;
    if (this.#connection.inTransaction) this.#prepared.run('rollback');
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (failure) {
      const cause = failure instanceof Error ? failure.cause : undefined;
      if (endedTransaction(cause) || endedTransaction(failure) || !this.#connection.inTransaction) this.#failure = asRunkeepError(failure);
      throw failure;
    }
  }
}
