import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../api/errors.js';
import type { Root } from '../api/root.js';

/** Makes the root if it is new (`database` = another place for its database), and checks that nobody else can write to it (SEC-41). */
export function openRoot(folder: string, database?: string): Root {
  const path = made(resolve(folder));
  const keep = join(path, '.runkeep');
  mkdirSync(keep, { recursive: true, mode: 0o700 });
  for (const each of [path, keep]) checkOwner(each);
  return { path, keep, database: database === undefined ? join(path, 'runkeep.db') : resolve(database) };
}

function made(folder: string): string {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
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
