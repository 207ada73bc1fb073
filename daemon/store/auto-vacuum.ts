import SqliteDatabase from 'better-sqlite3';
import { statSync } from 'node:fs';
import type { Log } from '../api/log.js';

/** Larger files are left as they are: rewriting one would hold up the start. */
const largestRewritten = 256 * 1024 * 1024;
const incremental = 2;

/**
 * Makes a database give pages back when rows are deleted: a new file from its first page on, an older one by being
 * rewritten once, if it is small. Called before anything else opens the file.
 */
export function makeShrinkable(path: string, log: Log): void {
  const connection = new SqliteDatabase(path, { fileMustExist: true, timeout: 5000 });
  try {
    if (connection.pragma('auto_vacuum', { simple: true }) === incremental) return;
    const isNew = connection.pragma('page_count', { simple: true }) === 0;
    if (!isNew && statSync(path).size > largestRewritten) {
      log.warn('the database is of an older kind that keeps its size when experiments are deleted; its space is used again. To change that, stop the daemon and run: sqlite3 runkeep.db "pragma auto_vacuum = 2; vacuum"', { database: path });
      return;
    }
    connection.pragma('auto_vacuum = 2');
    connection.exec('vacuum');
  } catch (failure) {
    log.warn('the database could not be made to shrink; it works as before', { database: path, cause: String(failure) });
  } finally {
    connection.close();
  }
}
