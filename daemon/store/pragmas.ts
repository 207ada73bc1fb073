import type SqliteDatabase from 'better-sqlite3';
import { StartError } from '../api/errors.js';

/** What a connection is for: `full` what exists only here, `normal` the ingest line, whose truth is the files, `reader` nothing but reading (REL-41). */
export type Role = 'full' | 'normal' | 'reader';

/** 'RKEP': tells `file` and other programs whose database this is. */
export const applicationId = 0x524b4550;
/** Raised when an older daemon can no longer read the file. */
export const fileVersion = 1;
/** How long a statement waits for another connection's lock. */
export const busyTimeoutMs = 5000;
const oldest = '3.51.3';

/** Sets the pragmas of REL-40 and reads each back. */
export function setPragmas(connection: SqliteDatabase.Database, role: Role): void {
  for (const [name, value] of pragmasOf(role)) {
    connection.pragma(`${name} = ${value}`);
    const now = connection.pragma(name, { simple: true });
    if (String(now).toLowerCase() !== String(value).toLowerCase()) {
      throw new StartError('sqlite-pragma', `SQLite did not take ${name} = ${value}; it says ${String(now)}`, 'is the database on a local disk with room left?', 74);
    }
  }
}

function pragmasOf(role: Role): [string, string | number][] {
  const common: [string, string | number][] = [
    ['busy_timeout', busyTimeoutMs],
    ['foreign_keys', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['temp_store', 2],
    ['mmap_size', 0],
    ['journal_size_limit', 64 * 1024 * 1024],
    ['synchronous', role === 'full' ? 2 : 1],
    ['wal_autocheckpoint', 0],
  ];
  // 16 MiB of pages: a page of 100 runs out of 100,000 takes 1.7 ms, with SQLite's own 2 MB 2.1 ms.
  if (role === 'reader') return [...common, ['cache_size', -16 * 1024], ['query_only', 1]];
  return [...common, ['journal_mode', 'wal'], ['application_id', applicationId], ['user_version', fileVersion]];
}

/** Refuses a library with the bug that corrupts when two connections write and checkpoint at once (REL-42). */
export function refuseOldSqlite(version: string): void {
  const [have, need] = [version, oldest].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (have?.[i] ?? 0) - (need?.[i] ?? 0);
    if (difference > 0) return;
    if (difference < 0) throw new StartError('sqlite-too-old', `SQLite ${version} can corrupt a database that two connections write`, `install a better-sqlite3 that carries SQLite ${oldest} or newer`, 70);
  }
}
