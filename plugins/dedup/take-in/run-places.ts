import { lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { errnoOf } from '../errno.js';
import { realFiles } from '../pool/pool-files.js';

/** A run directory that waits in staging, and where it goes; its inode proves that what lies there is ours. */
export interface RunPlace {
  readonly dir: string;
  readonly staged: string;
  readonly inode: string;
}

/** Folders above the places that are not there yet, outer ones first. What lies in the way, a link for example, is a conflict. */
export async function missingFolders(root: string, dirs: readonly string[]): Promise<string[]> {
  const above = new Set(dirs.flatMap((dir) => parentsOf(dir)));
  const missing: string[] = [];
  for (const folder of [...above].sort((one, other) => one.length - other.length)) {
    const stat = await statOf(join(root, folder));
    if (stat === undefined) missing.push(folder);
    else if (!stat.isDirectory()) throw new RunkeepError('conflict', 'taken', `${folder} is no folder of the root.`, 'Move it away; nothing was taken in.');
  }
  return missing;
}

/** Gives each run its place in one step. */
export async function placeRuns(root: string, made: readonly string[], runs: readonly RunPlace[]): Promise<void> {
  for (const folder of made) {
    await mkdir(join(root, folder), { mode: 0o700 });
    await realFiles.syncFolder(dirname(join(root, folder)));
  }
  for (const { dir, staged } of runs) {
    if ((await statOf(join(root, dir))) !== undefined) throw new RunkeepError('conflict', 'taken', `${dir} came into the root meanwhile.`, 'Import again: what is equal is passed over.');
    await rename(staged, join(root, dir));
    await realFiles.syncFolder(dirname(join(root, dir)));
  }
}

/** Takes back what `placeRuns` did, as far as it came, and no more. */
export async function unplaceRuns(root: string, made: readonly string[], runs: readonly RunPlace[]): Promise<void> {
  for (const { dir, inode } of runs) {
    const place = join(root, dir);
    if (String((await statOf(place))?.ino) === inode) await rm(place, { recursive: true });
  }
  for (const folder of made.toReversed()) await rmdir(join(root, folder)).catch(unlessUsed);
}

/** The stat of a name, without following a link. */
export async function statOf(path: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  try {
    return await lstat(path);
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return undefined;
    throw failure;
  }
}

function parentsOf(dir: string): string[] {
  const parts = dir.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function unlessUsed(failure: unknown): void {
  if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(failure) ?? '')) throw failure;
}
