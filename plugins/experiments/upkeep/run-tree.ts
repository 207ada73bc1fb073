import { constants } from 'node:fs';
import { access, lstat, opendir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { BigIntStats } from 'node:fs';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { assertPlainPath } from '../files/open-inside.js';

/** What a directory holds on its disk. */
export interface TreeSize {
  readonly files: number;
  readonly bytes: number;
}

const blockBytes = 512n;

/**
 * The absolute path of a run directory that may be taken away whole: a real folder below the root, on its disk, reached
 * through no symbolic link, whose parent can be written. Undefined when there is none any more.
 */
export async function removableFolder(root: string, dir: string): Promise<string | undefined> {
  assertPlainPath(dir);
  const path = join(root, dir);
  const found = await statOf(path);
  if (found === undefined) return undefined;
  if (!found.isDirectory() || (await realpath(path)) !== join(await realpath(root), dir)) throw refused('not-a-folder', `${dir} is reached through a symbolic link, or is none of the root's own folders.`, 'Take away by hand what should go; only real folders below the root are deleted.');
  if (dir.split('/')[0] === '.runkeep') throw refused('not-a-folder', `${dir} is a folder of Runkeep itself.`, 'It is no run.');
  if (found.dev !== (await lstat(root, { bigint: true })).dev) throw refused('other-disk', `${dir} lies on another disk than the root.`, 'Delete it by hand: it cannot be moved aside first, so that a crash would leave half of it.');
  await assertWritable(dirname(path), dir);
  await assertWritable(path, dir);
  return path;
}

async function assertWritable(folder: string, dir: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new RunkeepError('forbidden', 'read-only', `${dir} cannot be deleted: ${codeOf(cause) === 'EROFS' ? 'its disk is read-only' : `the daemon may not write ${folder}`}.`, 'Remount the disk writable, or give the user of the daemon the right to write there.', cause);
  }
}

/**
 * Space that goes with these folders: blocks of every file and folder. A file with several names counts when all of them
 * lie in the folders. What is mounted below one of them is no part of it, and refused.
 */
export async function treeSizes(folders: readonly string[]): Promise<TreeSize[]> {
  const names = new Map<string, number>();
  const sizes: TreeSize[] = [];
  for (const folder of folders) sizes.push(await treeSize(folder, names));
  return sizes;
}

async function treeSize(folder: string, names: Map<string, number>): Promise<TreeSize> {
  const top = await lstat(folder, { bigint: true });
  let [files, blocks] = [0, top.blocks];
  const left = [folder];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for await (const entry of await opendir(next)) {
      const path = next + sep + entry.name;
      const stat = await lstat(path, { bigint: true });
      if (stat.dev !== top.dev) throw refused('other-disk', `${path} is a mount point.`, 'Unmount it first: what is mounted there would be deleted too.');
      if (stat.isDirectory()) left.push(path);
      else files++;
      if (isLastName(stat, names)) blocks += stat.blocks;
    }
  }
  return { files, bytes: Number(blocks * blockBytes) };
}

function isLastName(stat: BigIntStats, names: Map<string, number>): boolean {
  if (stat.isDirectory() || stat.nlink <= 1n) return true;
  const key = `${stat.dev}:${stat.ino}`;
  const seen = (names.get(key) ?? 0) + 1;
  names.set(key, seen);
  return BigInt(seen) === stat.nlink;
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return undefined;
    throw cause;
  }
}

function codeOf(failure: unknown): unknown {
  return failure instanceof Error && 'code' in failure ? failure.code : undefined;
}

function refused(code: string, sentence: string, hint: string): RunkeepError {
  return new RunkeepError('conflict', code, sentence, hint);
}
