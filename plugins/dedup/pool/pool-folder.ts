import { lstat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errnoOf } from '../errno.js';
import type { PoolFiles } from './pool-files.js';

const marker = '.runkeep-pool';
const shards = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/**
 * Where our pool lies: `artifacts/.dedup`, unless another program made the folder `artifacts` first. Runicorn's pool there holds
 * names that its users write through; ours then lies in `.runkeep/pool`. The marker says which it is for ever. Where everything of
 * Runkeep is kept outside of the root, the pool is too.
 */
export async function findPool(root: string, keep: string): Promise<string> {
  const aside = join(keep, 'pool');
  const usual = join(root, 'artifacts', '.dedup');
  if (!isInside(root, keep) || (await exists(join(aside, marker)))) return aside;
  if (await exists(join(usual, marker))) return usual;
  return (await exists(join(root, 'artifacts'))) ? aside : usual;
}

function isInside(root: string, keep: string): boolean {
  return relative(root, keep).split(sep)[0] !== '..';
}

/** Makes the folders of a pool that are not there, its marker last: a store never makes a folder (REL-11). */
export async function makePool(files: PoolFiles, folder: string): Promise<void> {
  for (const path of [dirname(folder), folder]) if (await made(files, path)) await files.syncFolder(dirname(path));
  const there = new Set(await files.names(folder));
  const missing = [...shards, '.staging', '.quarantine'].filter((name) => !there.has(name));
  for (const name of missing) await made(files, join(folder, name));
  if (missing.length > 0) await files.syncFolder(folder);
  if (!there.has(marker)) await writeMarker(files, folder);
}

/** The folder of a digest, its first two digits. */
export function shardOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2));
}

/** Names in a folder; none where there is none. */
export async function namesIn(files: PoolFiles, folder: string): Promise<string[]> {
  try {
    return await files.names(folder);
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return [];
    throw failure;
  }
}

async function writeMarker(files: PoolFiles, folder: string): Promise<void> {
  const staged = join(folder, '.staging', marker);
  await files.remove(staged);
  const file = await files.open(staged, 'new');
  try {
    await file.writeFile('The pool of Runkeep: files by the SHA-256 of their bytes. Nothing in here may be changed.\n');
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(staged, join(folder, marker));
  await files.syncFolder(folder);
}

/** Makes a folder unless it is there; answers whether it was made. */
async function made(files: PoolFiles, path: string): Promise<boolean> {
  try {
    await files.makeFolder(path);
    return true;
  } catch (failure) {
    if (errnoOf(failure) !== 'EEXIST' || !(await files.stat(path)).isFolder) throw failure;
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return false;
    throw failure;
  }
}
