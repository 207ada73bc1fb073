import SqliteDatabase from 'better-sqlite3';
import { refuseOldSqlite, setPragmas, type Role } from './pragmas.js';

/** Opens one connection to an existing database with the pragmas of its role; closes it again when they do not hold. */
export function connect(path: string, role: Role): SqliteDatabase.Database {
  const connection = new SqliteDatabase(path, { readonly: role === 'reader', fileMustExist: true, timeout: 5000 });
  try {
    refuseOldSqlite(versionOf(connection));
    setPragmas(connection, role);
    return connection;
  } catch (failure) {
    connection.close();
    throw failure;
  }
}

function versionOf(connection: SqliteDatabase.Database): string {
  return String(connection.prepare('select sqlite_version()').pluck().get());
}
