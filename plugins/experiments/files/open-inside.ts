import { constants } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';

const longestPath = 1024;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Throws unless `name` is a plain relative path: nothing is repaired (SEC-30). */
export function assertPlainPath(name: string): void {
  const isPlain = name !== '' && Buffer.byteLength(name) <= longestPath && !/[\0\\]/.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain) throw new RunkeepError('bad-request', 'bad-path', 'The file name is no plain relative path.', 'Use a name from the list of files, without “..”, “//” or a leading “/”.');
}

/**
 * Opens a regular file below `folder` for reading, or gives undefined where there is none. Links are not followed, and
 * what is open is checked, not what was named: a path that is swapped meanwhile leads nowhere (SEC-31).
 */
export async function openInside(folder: string, name: string): Promise<FileHandle | undefined> {
  assertPlainPath(name);
  const handle = await openPlain(`${folder}${sep}${name}`);
  if (!handle) return undefined;
  try {
    if ((await handle.stat()).isFile() && (await liesInside(handle, folder, name))) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function openPlain(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR' || code === 'ENAMETOOLONG') return undefined;
    if (code === 'EACCES' || code === 'EPERM') throw new RunkeepError('forbidden', 'unreadable', 'The daemon may not read this file.', 'Give the user of the daemon the right to read it.', error);
    throw error;
  }
}

async function liesInside(handle: FileHandle, folder: string, name: string): Promise<boolean> {
  const real = await realPathOf(handle, `${folder}${sep}${name}`);
  return real.startsWith((await realpath(folder)) + sep);
}

/** The path of what is open; without /proc the name is resolved once more. */
async function realPathOf(handle: FileHandle, path: string): Promise<string> {
  return process.platform === 'linux' ? readlink(`/proc/self/fd/${handle.fd}`) : realpath(path);
}
