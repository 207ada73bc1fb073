import SqliteDatabase from 'better-sqlite3';
import { z } from 'zod';
import type { ForeignAnswer, ForeignQuestion, ForeignTable, ForeignValue } from '../api/foreign-databases.js';
import { withForeignCopy } from './foreign-copy.js';

const mostRows = 200_000;
const mostTextBytes = 65_536;
const listed = z.array(z.object({ name: z.string(), sql: z.string().nullable() }));
const columnNames = z.array(z.object({ name: z.string() }));

/** Reads what was asked of a private copy of another program's database; whatever that file is, it answers (DISK-50). */
export function readForeign(path: string, folder: string, questions: readonly ForeignQuestion[]): ForeignAnswer {
  try {
    return withForeignCopy(path, folder, (copy) => ({ tables: tablesOf(copy, questions) }));
  } catch (failure) {
    return { unreadable: failure instanceof Error ? failure.message : String(failure) };
  }
}

function tablesOf(copy: string, questions: readonly ForeignQuestion[]): ForeignTable[] {
  const database = new SqliteDatabase(copy, { fileMustExist: true, timeout: 0 });
  try {
    // A stranger's schema may call functions and hide its damage.
    for (const pragma of ['trusted_schema = 0', 'cell_size_check = 1', 'temp_store = 2', 'cache_size = -8192']) database.pragma(pragma);
    const known = plainTables(database);
    database.pragma('query_only = 1');
    return questions.flatMap((question) => (known.has(question.table) ? [tableOf(database, question)] : []));
  } finally {
    database.close();
  }
}

/** Views and virtual tables are programs, not records. */
function plainTables(database: SqliteDatabase.Database): Set<string> {
  const rows = listed.parse(database.prepare("select name, sql from sqlite_master where type = 'table' limit 10000").all());
  return new Set(rows.filter(({ sql }) => sql !== null && !/^\s*create\s+virtual/i.test(sql)).map(({ name }) => name));
}

function tableOf(database: SqliteDatabase.Database, question: ForeignQuestion): ForeignTable {
  const columns = columnNames.parse(database.pragma(`table_info(${quoted(question.table)})`)).map(({ name }) => name);
  const rows = rowsOf(database, question, columns);
  return { table: question.table, columns, rows: rows.slice(0, mostRows), isCut: rows.length > mostRows };
}

function rowsOf(database: SqliteDatabase.Database, question: ForeignQuestion, columns: readonly string[]): ForeignTable['rows'] {
  const asked = 'countBy' in question ? [question.countBy] : question.columns;
  const found = asked.filter((name) => columns.includes(name));
  if (found.length === 0) return [];
  const rows = 'countBy' in question ? counts(database, question.table, question.countBy) : plainRows(database, question.table, found);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

function counts(database: SqliteDatabase.Database, table: string, column: string): Record<string, unknown>[] {
  return database.prepare<[number], Record<string, unknown>>(`select ${bounded(column)} as value, count(*) as count from ${quoted(table)} group by 1 limit ?`).all(mostRows + 1);
}

function plainRows(database: SqliteDatabase.Database, table: string, columns: readonly string[]): Record<string, unknown>[] {
  const list = columns.map((name) => `${bounded(name)} as ${quoted(name)}`).join(', ');
  return database.prepare<[number], Record<string, unknown>>(`select ${list} from ${quoted(table)} limit ?`).all(mostRows + 1);
}

/** A cell may be a gigabyte long: its length is known without reading it. */
function bounded(column: string): string {
  return `case when octet_length(${quoted(column)}) > ${mostTextBytes} then null else ${quoted(column)} end`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function plain(value: unknown): ForeignValue {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
