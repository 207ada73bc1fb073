import { lstat, mkdir, open, readdir, rename } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errnoOf } from '../errno.js';

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

/** Makes the folders of a pool, its marker last: a store never makes a folder (REL-11). Harmless when they are there. */
export async function makePool(folder: string): Promise<void> {
  if (await exists(join(folder, marker))) return;
  for (const path of [dirname(folder), folder]) {
    await makeFolder(path);
    await syncFolder(dirname(path));
  }
  for (const name of [...shards, '.staging', '.quarantine']) await makeFolder(join(folder, name));
  await syncFolder(folder);
  await writeMarker(folder);
}

/** The folder of a digest, its first two digits. */
export function shardOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2));
}

/** Makes what was done to the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Names in a folder; none where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return [];
    throw failure;
  }
}

async function writeMarker(folder: string): Promise<void> {
  const staged = join(folder, '.staging', marker);
  const file = await open(staged, 'w', 0o600);
  try {
    await file.writeFile('The pool of Runkeep: files by the SHA-256 of their bytes. Nothing in here may be changed.\n');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(staged, join(folder, marker));
  await syncFolder(folder);
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (failure) {
    if (errnoOf(failure) !== 'EEXIST' || !(await lstat(path)).isDirectory()) throw failure;
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
