import type SqliteDatabase from 'better-sqlite3';
import { toWire } from '../../schemas/numbers.js';
import type { SqlValue, SqlWord } from '../../schemas/sql.js';
import { connect } from './connection.js';
import { addMetricTable } from './metric-table.js';
import { PreparedSql } from './prepared-sql.js';
import { answered, readingStatement } from './query-check.js';

/** A view of the logical model over the database's tables. */
export interface SqlView {
  readonly name: string;
  readonly select: string;
  /** The table without which there is no such view. */
  readonly over: string;
}

export interface QueryBounds {
  readonly limit: number;
  readonly bytes: number;
}

/** Rows that go out together. */
const portion = 500;

/** A database that is open for people's queries. */
export interface Queried {
  readonly connection: SqliteDatabase.Database;
  readonly close: () => void;
}

/** Opens a database for people's queries: read-only, with `metrics` over the chunks and the given views, all of one moment. */
export function openForQueries(path: string, views: readonly SqlView[]): Queried {
  const [connection, chunks] = [connect(path, 'reader'), connect(path, 'reader')];
  makeViews(connection, chunks, views);
  for (const one of [connection, chunks]) one.exec('begin; select 1 from main.sqlite_schema limit 1');
  return {
    connection,
    close: () => {
      connection.close();
      chunks.close();
    },
  };
}

function makeViews(connection: SqliteDatabase.Database, chunks: SqliteDatabase.Database, views: readonly SqlView[]): void {
  // Temporary views are writes of the connection's own schema: made once, then nothing is.
  connection.pragma('query_only = 0');
  const tables = new Set(connection.prepare("select name from main.sqlite_schema where type = 'table'").pluck().all());
  if (tables.has('ingest_streams')) addMetricTable(connection, new PreparedSql(chunks));
  for (const { name, select, over } of views) if (tables.has(over)) connection.exec(`create temp view ${name} as ${select}`);
  connection.pragma('query_only = 1');
}

/** Answers one statement that reads, in portions, until it or a bound ends it; throws RunkeepErrors. */
export function* queryWords(connection: SqliteDatabase.Database, text: string, { limit, bytes }: QueryBounds): Generator<SqlWord> {
  const statement = readingStatement(connection, text).safeIntegers(true);
  yield { columns: statement.columns().map(({ name }) => name) };
  const rows = answered(connection, text, () => statement.raw(true).iterate());
  let [left, room]: [number, number] = [limit, bytes];
  let some: SqlValue[][] = [];
  for (;;) {
    const next = answered(connection, text, () => rows.next());
    if (next.done === true) break;
    const row = (next.value as unknown[]).map(valueOf);
    room -= row.reduce<number>((sum, value) => sum + (typeof value === 'string' ? 2 * value.length : 8), 16);
    if (left-- <= 0 || room < 0) {
      yield* ended(some, left < 0 ? 'rows' : 'bytes');
      rows.return?.();
      return;
    }
    some.push(row);
    if (some.length < portion) continue;
    yield { rows: some };
    some = [];
  }
  yield* ended(some, null);
}

function* ended(rows: SqlValue[][], cut: 'rows' | 'bytes' | null): Generator<SqlWord> {
  if (rows.length > 0) yield { rows };
  yield { end: cut };
}

function valueOf(value: unknown): SqlValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return toWire(value);
  if (value instanceof Uint8Array) return `x'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}'`;
  return typeof value === 'string' ? value : null;
}
