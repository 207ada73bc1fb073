import { statSync } from 'node:fs';
import type SqliteDatabase from 'better-sqlite3';
import type { Sql, SqlValue } from '../api/database.js';
import { busyTimeoutMs } from './pragmas.js';
import { PreparedSql } from './prepared-sql.js';
import { asRunkeepError, endedTransaction } from './sqlite-errors.js';

/** Longest log of the database before a commit waits for a checkpoint. */
const defaultLogBytes = 64 * 1024 * 1024;
/** How long it waits for readers of an old moment. */
const patienceMs = 200;

/**
 * The line's connection: the first write of a turn begins a transaction, `commit` ends it. When SQLite gives up in
 * between, nothing more is taken until `rollback`, so that half a turn is never committed (ENG-04).
 */
export class LineSql implements Sql {
  readonly #connection: SqliteDatabase.Database;
  readonly #prepared: PreparedSql;
  readonly #logBytes: number;
  #logLimit: number;
  #failure: Error | undefined;

  constructor(connection: SqliteDatabase.Database, logBytes = defaultLogBytes) {
    this.#connection = connection;
    this.#logBytes = this.#logLimit = logBytes;
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
    if (!this.#connection.inTransaction) return;
    this.#guarded(() => this.#prepared.run('commit'));
    this.#boundLog();
  }

  rollback(): void {
    this.#failure = undefined;
    if (this.#connection.inTransaction) this.#prepared.run('rollback');
  }

  /** A log that the checkpoint thread cannot empty, since this thread never rests or since it is gone, is emptied here, between two turns. */
  #boundLog(): void {
    const bytes = statSync(`${this.#connection.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes <= this.#logLimit) return;
    // While a reader holds on to an old moment, waiting at every commit would stop the line: the next try comes when as much again was written.
    this.#logLimit = this.#restartLog() ? this.#logBytes : bytes + this.#logBytes;
  }

  #restartLog(): boolean {
    try {
      this.#connection.pragma(`busy_timeout = ${patienceMs}`);
      const [answer] = this.#connection.pragma('wal_checkpoint(restart)') as { readonly busy: number }[];
      return answer?.busy === 0;
    } catch {
      // A full disk fails the next write too, which then says so.
      return false;
    } finally {
      this.#connection.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
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
