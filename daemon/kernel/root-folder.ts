import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../api/errors.js';
import type { Root } from '../api/root.js';
import { keepOfClosedRoot } from './closed-root.js';

/** Other places than those within the root. */
export interface Elsewhere {
  readonly database?: string | undefined;
  readonly keep?: string | undefined;
}

/**
 * Makes the root if it is new, and checks that nobody else can write to it (SEC-41). Where the keep lies elsewhere the root
 * must be there already, and nothing of it is touched: only the keep is ours, with the database unless that has a place of its own.
 * A root that this user cannot write to has its keep elsewhere by itself.
 */
export function openRoot(folder: string, { database, keep = keepOfClosedRoot(folder) }: Elsewhere = {}): Root {
  if (keep !== undefined) return openApart(folder, resolve(keep), database);
  const path = made(resolve(folder));
  const own = join(path, '.runkeep');
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const each of [path, own]) checkOwner(each);
  return { path, keep: own, database: database === undefined ? join(path, 'runkeep.db') : resolve(database) };
}

function openApart(folder: string, wanted: string, database: string | undefined): Root {
  const path = found(resolve(folder));
  const keep = made(wanted);
  checkOwner(keep);
  return { path, keep, database: database === undefined ? join(keep, 'runkeep.db') : resolve(database) };
}

function made(folder: string): string {
  return usable(folder, () => {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  });
}

function found(folder: string): string {
  return usable(folder, () => undefined);
}

function usable(folder: string, prepare: () => void): string {
  try {
    prepare();
    if (!statSync(folder).isDirectory()) throw new Error('it is not a directory');
    return realpathSync(folder);
  } catch (cause) {
    throw new StartError('root-unreadable', `the root ${folder} cannot be used: ${(cause as Error).message}`, 'name a directory that you can write to with --root', 74, cause);
  }
}

function checkOwner(folder: string): void {
  const { mode, uid } = statSync(folder);
  const self = process.getuid?.();
  if (self === undefined) return;
  if ((mode & 0o022) !== 0) throw new StartError('unsafe-permissions', `${folder} can be written by others`, `chmod go-w '${folder}'`, 74);
  if (self !== 0 && uid !== self) throw new StartError('unsafe-permissions', `${folder} belongs to another user (uid ${uid})`, 'keep a root of your own, or let its owner start the daemon', 74);
}
