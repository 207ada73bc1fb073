import SqliteDatabase from 'better-sqlite3';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StartError } from '../api/errors.js';
import { applicationId, fileVersion } from './pragmas.js';
import { sqliteCode } from './sqlite-errors.js';

/** Length of SQLite's file header. */
const headBytes = 100;

/** A larger file is checked in the background: `quick_check` reads 0.1 to 0.3 GB a second, and a start should take none of it. */
const mostWaitedFor = 8 * 1024 * 1024;

/** May a start wait for `quick_check` of this file? */
export function isQuick(path: string): boolean {
  return statSync(path).size <= mostWaitedFor;
}

/**
 * What SQLite finds wrong with a database file, in its words; undefined when it is sound (REL-47). Of a large file only
 * its head and schema are looked at here. A foreign or newer database is refused.
 */
export function findDamage(path: string): string | undefined {
  return damageIn(() => (isShort(path) ? 'the file is shorter than its header says' : inspect(path)));
}

/** What `quick_check` says of a file of any size; undefined when it is sound. */
export function checkedWords(path: string): string | undefined {
  return damageIn(() => {
    const connection = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      return quickCheck(connection);
    } finally {
      connection.close();
    }
  });
}

function damageIn(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (failure) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(failure) ?? '')) return (failure as Error).message;
    throw failure;
  }
}

/** `quick_check` takes what a cut file lacks for zeros. With a write-ahead log beside it the file may well be short. */
function isShort(path: string): boolean {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  const head = firstBytes(path);
  if (head.length < headBytes) return head.length > 0;
  const pageSize = head.readUInt16BE(16);
  return statSync(path).size < head.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
}

function firstBytes(path: string): Buffer {
  const head = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
}

function inspect(path: string): string | undefined {
  const connection = new SqliteDatabase(path, { fileMustExist: true, timeout: 5000 });
  try {
    refuseForeign(path, connection);
    return isQuick(path) ? quickCheck(connection) : undefined;
  } finally {
    connection.close();
  }
}

function quickCheck(connection: SqliteDatabase.Database): string | undefined {
  const words = connection.pragma('quick_check(1)', { simple: true });
  return words === 'ok' ? undefined : String(words);
}

function refuseForeign(path: string, connection: SqliteDatabase.Database): void {
  const id = connection.pragma('application_id', { simple: true });
  const version = connection.pragma('user_version', { simple: true });
  if (id !== applicationId && id !== 0) {
    throw new StartError('foreign-database', `${path} belongs to another program (application id ${String(id)})`, 'move it away, or name another root', 74);
  }
  if (typeof version === 'number' && version > fileVersion) {
    throw new StartError('newer-database', `${path} was written by a newer Runkeep (file version ${version})`, 'install that version again, or name another root', 74);
  }
}
