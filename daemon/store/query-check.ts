import type SqliteDatabase from 'better-sqlite3';
import { RunkeepError } from '../api/errors.js';
import { sqliteCode } from './sqlite-errors.js';

const lead = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*/;
const readers = /^(?:explain\s+(?:query\s+plan\s+)?)?(?:select|with|values)\b/i;

/**
 * The statement, if it is a single one that only reads. Its first word is looked at before SQLite sees it, since some
 * pragmas act while they are prepared. What SQLite refuses comes out in its words, with the place where it can be found.
 */
export function readingStatement(connection: SqliteDatabase.Database, text: string): SqliteDatabase.Statement {
  if (!readers.test(text.replace(lead, ''))) throw notAQuery();
  const statement = answered(connection, text, () => connection.prepare(text));
  if (!statement.reader || !statement.readonly) throw notAQuery();
  return statement;
}

/** Does work of SQLite; what it refuses is a RunkeepError with its sentence. */
export function answered<T>(connection: SqliteDatabase.Database, text: string, work: () => T): T {
  try {
    return work();
  } catch (failure) {
    if (failure instanceof RangeError) throw new RunkeepError('invalid', 'sql-error', failure.message, 'Give one SELECT statement.');
    if (!(failure instanceof Error) || sqliteCode(failure) === undefined) throw failure;
    if (sqliteCode(failure) === 'SQLITE_NOMEM') throw new RunkeepError('invalid', 'sql-memory', 'The query needs more memory than it may have.', 'Ask for less at once: fewer rows to sort or group, shorter texts.', failure);
    throw new RunkeepError('invalid', 'sql-error', failure.message + placeOf(connection, text, failure.message), 'The tables are metrics, experiments, params, summary and tags; runkeep sql "select name, sql from sqlite_temp_schema" shows them.', failure);
  }
}

function notAQuery(): RunkeepError {
  return new RunkeepError('invalid', 'sql-not-a-query', 'Only a single statement that reads is answered: SELECT, WITH, VALUES or EXPLAIN.', 'The database is only read here; what people say of runs changes through the other commands.');
}

/** `, at line 1, column 8` of the word that SQLite names; empty when it names none. */
function placeOf(connection: SqliteDatabase.Database, text: string, message: string): string {
  const word = /^near "([^]*)": syntax error$/.exec(message)?.[1] ?? /^no such (?:column|table|function): (?:\w+\.)*([^.]+)$/.exec(message)?.[1];
  if (word === undefined) return '';
  const offset = message.startsWith('near') ? firstRefused(connection, text, word, message) : text.toLowerCase().indexOf(word.toLowerCase());
  if (offset < 0) return '';
  const before = text.slice(0, offset).split('\n');
  return `, at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** A word may stand there several times: the parser stops at the first whose end already gives the same error. */
function firstRefused(connection: SqliteDatabase.Database, text: string, word: string, message: string): number {
  let at = text.indexOf(word);
  for (let tries = 0; at >= 0 && tries < 100; tries++) {
    if (messageOf(connection, text.slice(0, at + word.length)) === message) return at;
    at = text.indexOf(word, at + 1);
  }
  return text.indexOf(word);
}

function messageOf(connection: SqliteDatabase.Database, text: string): string | undefined {
  try {
    connection.prepare(text);
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : undefined;
  }
}
