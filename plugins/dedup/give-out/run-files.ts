import { constants } from 'node:fs';
import { open, readdir, readlink, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { PlannedFile } from '../archive-io/planned-file.js';
import { errnoOf } from '../errno.js';
import { statOf } from '../take-in/run-places.js';

export interface RunFile extends PlannedFile {
  /** As long as it stays the same, so do the bytes. */
  readonly stamp: string;
}

/** The files of a run directory as they are now, and what is neither a file nor a folder. */
export interface RunFiles {
  readonly files: readonly RunFile[];
  readonly leftOut: readonly string[];
}

const pieceBytes = 256 * 1024;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Every regular file below a run directory, without locks and temporary files; links are not followed (SEC-31). `dir` is relative to the root. */
export async function runFiles(root: string, dir: string): Promise<RunFiles> {
  const files: RunFile[] = [];
  const leftOut: string[] = [];
  const left = [dir];
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const entry of (await readdir(join(root, folder), { withFileTypes: true }).catch(unlessGone)).sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) left.push(path);
      else if (!entry.isFile()) leftOut.push(path);
      else if (isKept(entry.name)) files.push(...(await planned(root, path)));
    }
  }
  return { files, leftOut };
}

/** A file as long as it is now: what is appended later does not count. One that vanished is left out. */
async function planned(root: string, path: string): Promise<RunFile[]> {
  const stat = await statOf(join(root, path));
  if (stat?.isFile() !== true) return [];
  const size = Number(stat.size);
  return [{ name: path, size, stamp: `${stat.ino} ${stat.size} ${stat.mtimeMs}`, open: (signal) => firstBytes(root, path, { size, signal }) }];
}

async function* firstBytes(root: string, path: string, { size, signal }: { readonly size: number; readonly signal: AbortSignal }): AsyncGenerator<Uint8Array> {
  const file = await openInside(root, path);
  try {
    for (let at = 0; at < size; ) {
      signal.throwIfAborted();
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(Math.min(pieceBytes, size - at)), 0, Math.min(pieceBytes, size - at), at);
      if (bytesRead === 0) throw new RunkeepError('conflict', 'source-changed', `${path} became shorter while it was read.`, 'Try again.');
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** What is open is checked, not what was named. */
async function openInside(root: string, path: string): Promise<FileHandle> {
  const file = await open(join(root, path), flags);
  const real = process.platform === 'linux' ? await readlink(`/proc/self/fd/${file.fd}`) : join(root, path);
  if ((await file.stat()).isFile() && real.startsWith(root + sep)) return file;
  await file.close();
  throw new RunkeepError('conflict', 'source-changed', `${path} is no longer a file of the root.`, 'Try again.');
}

/** Neither a lock nor a temporary file (DISK-05). */
function isKept(name: string): boolean {
  return !name.endsWith('.lock') && !/^\..*\.tmp$/u.test(name);
}

function unlessGone(failure: unknown): [] {
  if (errnoOf(failure) === 'ENOENT') return [];
  throw failure;
}
