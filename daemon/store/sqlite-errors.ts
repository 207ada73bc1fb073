import { RunkeepError } from '../api/errors.js';

/** Turns a failure of SQLite into the error that a caller can answer (REL-20, 48); any other comes back as it is. */
export function asRunkeepError(failure: unknown): Error {
  const other = failure instanceof Error ? failure : new Error(String(failure));
  const code = sqliteCode(failure);
  if (code === undefined) return other;
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED' || code === 'SQLITE_NOMEM') {
    return new RunkeepError('busy', 'busy', 'the database is busy', 'try again in a second', withoutValues(failure));
  }
  if (code === 'SQLITE_FULL') {
    return new RunkeepError('no-space', 'no-space', 'the disk of the database is full; nothing of this write was kept', 'free some space and try again', withoutValues(failure));
  }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CANTOPEN')) {
    return new RunkeepError('busy', 'io-error', `the database cannot be read or written (${code}); nothing of this write was kept`, 'look at the disk and its messages, then restart the daemon', withoutValues(failure));
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new RunkeepError('busy', 'read-only', 'the database cannot be written: its file or disk is read-only', 'remount the disk writable, or check who owns runkeep.db', withoutValues(failure));
  }
  return other;
}

/** SQLite's own name of what failed; undefined when something else did. */
export function sqliteCode(failure: unknown): string | undefined {
  if (!(failure instanceof Error) || !('code' in failure)) return undefined;
  return typeof failure.code === 'string' && failure.code.startsWith('SQLITE_') ? failure.code : undefined;
}

/** SQLite ended the transaction by itself: its savepoints are gone. */
export function endedTransaction(failure: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|NOMEM|BUSY|INTERRUPT|CORRUPT)/.test(sqliteCode(failure) ?? '');
}

/** Knex puts the statement before SQLite's words; a cause that may be logged keeps only the latter. */
function withoutValues(failure: unknown): Error {
  const words = failure instanceof Error ? failure.message : String(failure);
  return new Error(words.slice(words.lastIndexOf(' - ') + 1).replace(/^- /, ''));
}
