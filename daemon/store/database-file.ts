import { chmodSync, closeSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../api/errors.js';

const companions = ['', '-wal', '-shm'];

/**
 * Makes the database's file if there is none and answers its real path. It is 0600 whatever the umask says, and SQLite
 * gives `-wal` and `-shm` the same mode. A symbolic link or a second name is refused (REL-46).
 */
export function claimDatabaseFile(path: string): string {
  const real = join(realpathSync(dirname(path)), basename(path));
  if (!exists(real)) make(real);
  const stat = lstatSync(real);
  if (stat.isSymbolicLink()) throw refused(real, 'is a symbolic link');
  if (!stat.isFile()) throw refused(real, 'is no regular file');
  if (stat.nlink > 1) throw refused(real, `has ${stat.nlink} names (hard links)`);
  for (const each of companions) if (exists(real + each)) chmodSync(real + each, 0o600);
  return real;
}

/** Renames the database and what belongs to it to `*.corrupt-<time>` (REL-47); answers the new path of the database. */
export function setAside(path: string, seconds: number): string {
  const time = new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = freeName(`${path}.corrupt-${time}`);
  for (const each of companions) if (exists(path + each)) renameSync(path + each, aside + each);
  syncFolder(dirname(path));
  return aside;
}

/** Makes what was done to the names in a folder durable. */
export function syncFolder(folder: string): void {
  const held = openSync(folder, 'r');
  try {
    fsyncSync(held);
  } finally {
    closeSync(held);
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function make(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
  syncFolder(dirname(path));
}

function freeName(path: string): string {
  let free = path;
  for (let n = 2; exists(free); n++) free = `${path}-${n}`;
  return free;
}

function refused(path: string, why: string): StartError {
  return new StartError('database-refused', `${path} ${why}: somebody else could write to it under another name`, 'put the database itself there, as a plain file with one name', 74);
}
