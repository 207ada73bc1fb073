import SqliteDatabase from 'better-sqlite3';
import { StartError } from '../api/errors.js';
import { applicationId, fileVersion } from './pragmas.js';
import { sqliteCode } from './sqlite-errors.js';

/** What SQLite finds wrong with a database file, in its words; undefined when it is sound (REL-47). A foreign or newer database is refused. */
export function findDamage(path: string): string | undefined {
  try {
    return inspect(path);
  } catch (failure) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(failure) ?? '')) return (failure as Error).message;
    throw failure;
  }
}

function inspect(path: string): string | undefined {
  const connection = new SqliteDatabase(path, { fileMustExist: true, timeout: 5000 });
  try {
    refuseForeign(path, connection);
    const words = connection.pragma('quick_check(1)', { simple: true });
    return words === 'ok' ? undefined : String(words);
  } finally {
    connection.close();
  }
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
