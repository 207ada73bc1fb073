import { constants } from 'node:fs';
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { RunkeepError } from '../api/errors.js';
import { Refusal } from './refusal.js';

export interface OpenedFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens a regular file below `folder` (an absolute real path). The name is refused unless plain (SEC-30); no symbolic
 * link is followed on the way, and what was opened is judged, not what was looked at before (SEC-31).
 */
export async function openWithin(folder: string, name: string): Promise<OpenedFile> {
  checkName(name);
  const path = join(folder, name);
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw notThere(cause);
  });
  try {
    const { size } = await judged(handle, path);
    return { handle, size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkName(name: string): void {
  const components = name.split('/');
  const isOdd = components.some((component) => component === '' || component === '.' || component === '..') || /[\0\\]/.test(name);
  if (isOdd || Buffer.byteLength(name) > 1024) throw new Refusal('bad-request', 'bad-path', 'The name of the file is not plain.', 'Use the link that the daemon gave.');
}

async function judged(handle: FileHandle, path: string): Promise<{ readonly size: number }> {
  const stats = await handle.stat();
  if (!stats.isFile() || !(await isAt(handle, path))) throw notThere();
  return { size: stats.size };
}

/** True when the open file lies at exactly this path, with no symbolic link in any component. */
async function isAt(handle: FileHandle, path: string): Promise<boolean> {
  if (process.platform === 'linux') return (await readlink(`/proc/self/fd/${handle.fd}`)) === path;
  // No descriptor names elsewhere: the path must lead to the very inode that is open, and through no link.
  const [own, found] = [await handle.stat(), await stat(path)];
  return own.ino === found.ino && own.dev === found.dev && (await realpath(path)) === path;
}

function notThere(cause?: unknown): RunkeepError {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'EACCES') return new RunkeepError('forbidden', 'unreadable', 'The file cannot be read by the daemon.', 'Give its user the right to read it.', cause);
  if (code === 'EMFILE' || code === 'ENFILE') return new RunkeepError('busy', 'busy', 'The daemon has no file descriptor left.', 'Ask again in a moment.', cause);
  return new RunkeepError('not-found', 'no-file', 'There is no such file.', 'Ask for the list of media anew.', cause);
}
