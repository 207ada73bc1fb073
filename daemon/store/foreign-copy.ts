import { constants, copyFileSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Above this a database is no hint worth its copy. */
const mostBytes = 4 * 1024 ** 3;
const attempts = 3;

/**
 * Copies a database and its write-ahead log into a new folder, lets `work` have the copy, and removes it. Files are only read, and
 * copied again when they changed meanwhile. Throws an `Error` with a sentence when no whole copy can be made.
 */
export function withForeignCopy<T>(path: string, folder: string, work: (copy: string) => T): T {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  try {
    const copy = join(folder, 'copy.db');
    copyWhole([{ from: path, to: copy }, { from: `${path}-wal`, to: `${copy}-wal` }]);
    return work(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

function copyWhole(pairs: readonly Pair[]): void {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = pairs.map(({ from }) => state(from));
    if (before[0] === undefined) throw new Error('it is no plain file');
    if (before.some((one) => one !== undefined && one.size > mostBytes)) throw new Error('it is larger than 4 GiB');
    pairs.forEach(({ from, to }, n) => copyOne(from, to, before[n] !== undefined));
    if (pairs.every(({ from }, n) => state(from)?.mark === before[n]?.mark)) return;
  }
  throw new Error('another program writes it all the time');
}

function copyOne(from: string, to: string, isThere: boolean): void {
  rmSync(to, { force: true });
  if (isThere) copyFileSync(from, to, constants.COPYFILE_FICLONE);
}

/** Undefined for what is no plain file: a link may lead out of the root (DISK-05). */
function state(path: string): { readonly size: number; readonly mark: string } | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isFile() !== true) return undefined;
  return { size: Number(stat.size), mark: `${stat.ino} ${stat.size} ${stat.mtimeNs}` };
}
