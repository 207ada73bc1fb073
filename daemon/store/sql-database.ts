import type SqliteDatabase from 'better-sqlite3';
import type { Knex } from 'knex';
import type { Database, Migration, SqlValue } from '../api/database.js';
import type { BackgroundCheck } from './background-check.js';
import { GroupCommit } from './group-commit.js';
import * as migrator from './migrator.js';
import { PreparedSql } from './prepared-sql.js';

/** What `openDatabase` opened. */
export interface OpenedParts {
  readonly path: string;
  readonly reader: Knex;
  readonly writer: Knex;
  /** A read-only connection beside Knex's, for the prepared statements of the hot paths. */
  readonly connection: SqliteDatabase.Database;
  /** Where a damaged database was put, when a fresh one had to be begun. */
  readonly aside: string | undefined;
  /** Goes on while the database is used, where the file is too large to wait for. */
  readonly check: BackgroundCheck | undefined;
}

/** The root's SQLite file as the main thread sees it: one durable writer, several readers. */
export class SqlDatabase implements Database {
  readonly #parts: OpenedParts;
  readonly #group: GroupCommit;
  /** Prepared statements that only read. */
  readonly sql: PreparedSql;

  constructor(parts: OpenedParts) {
    this.#parts = parts;
    this.#group = new GroupCommit(parts.writer);
    this.sql = new PreparedSql(parts.connection);
  }

  get path(): string {
    return this.#parts.path;
  }

  get reader(): Knex {
    return this.#parts.reader;
  }

  /** Set when the database was damaged and begun anew at this start: the path of what was kept of it (REL-47). */
  get aside(): string | undefined {
    return this.#parts.aside;
  }

  /** Tells when the check in the background finds the database damaged (REL-47). */
  onDamage(tell: (words: string) => void): void {
    this.#parts.check?.onDamage(tell);
  }

  async rows<Row>(query: Knex.QueryBuilder): Promise<Row[]> {
    const { sql, bindings } = query.toSQL().toNative();
    return this.sql.all<Row>(sql, ...(bindings as readonly SqlValue[]));
  }

  write<T>(work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.#group.write(work);
  }

  /** Brings the tables of a ledger (`daemon`, or a plugin's id) up to date; call it before the line starts. */
  migrate(ledger: string, migrations: readonly Migration[]): Promise<void> {
    return migrator.migrate(this.#parts.writer, ledger, migrations);
  }

  rollback(ledger: string, migrations: readonly Migration[]): Promise<void> {
    return migrator.rollback(this.#parts.writer, ledger, migrations);
  }

  /** Waits for writes that are under way, then closes every connection. */
  async close(): Promise<void> {
    await this.#group.idle();
    await this.#parts.check?.close();
    this.#parts.connection.close();
    await this.#parts.reader.destroy();
    await this.#parts.writer.destroy();
  }
}
