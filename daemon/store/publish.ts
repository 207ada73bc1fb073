import { copyFile, link, lstat, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Change } from '../api/intent.js';
import { RunkeepError } from '../api/errors.js';
import { syncFolder } from './staging-folder.js';

/** Puts one change in place; `folder` is the sealed staging folder. The staged file keeps its name, as the proof of what is ours. */
export async function publish(change: Change, folder: string): Promise<void> {
  const staged = join(folder, change.staged);
  if (change.how === 'create') await create(staged, change.path);
  if (change.how === 'replace') await replace(staged, change.path, temporary(change.path, folder));
  if (change.how === 'remove') await moveAway(change.path, staged);
  await syncFolder(dirname(change.path));
}

/** Takes a change back, whether it happened or not. */
export async function undo(change: Change, folder: string): Promise<void> {
  if ((await inode(dirname(change.path))) === undefined) return;
  const staged = join(folder, change.staged);
  if (change.how === 'create') await uncreate(staged, change.path);
  if (change.how === 'replace') await restore(staged, change.path, temporary(change.path, folder));
  if (change.how === 'remove' && (await inode(staged)) !== undefined && (await inode(change.path)) === undefined) await rename(staged, change.path);
  await syncFolder(dirname(change.path));
}

async function create(staged: string, path: string): Promise<void> {
  try {
    await link(staged, path);
  } catch (failure) {
    if ((await inode(path)) === (await inode(staged))) return;
    if (codeOf(failure) === 'EEXIST') throw new RunkeepError('conflict', 'taken', `${path} is there already`, 'choose another name', failure);
    throw failure;
  }
}

async function uncreate(staged: string, path: string): Promise<void> {
  const ours = await inode(staged);
  if (ours !== undefined && ours === (await inode(path))) await rm(path);
}

/** The old document is kept beside the staged one until the rows are in. */
async function replace(staged: string, path: string, extra: string): Promise<void> {
  if (await isOurs(path, staged)) return;
  if ((await inode(path)) !== undefined && (await inode(previous(staged))) === undefined) await secondName(path, previous(staged));
  await rm(extra, { force: true });
  await secondName(staged, extra);
  await rename(extra, path);
}

async function restore(staged: string, path: string, extra: string): Promise<void> {
  await rm(extra, { force: true });
  const now = await inode(path);
  const old = await inode(previous(staged));
  if (now === old) return;
  if (old !== undefined) await rename(previous(staged), path);
  else if (await isOurs(path, staged)) await rm(path);
}

/** Is what lies there what was staged? A copy, where the file system has no hard links, is told by its bytes. */
async function isOurs(path: string, staged: string): Promise<boolean> {
  const [there, here] = [await inode(path), await inode(staged)];
  if (there === undefined || here === undefined) return false;
  return there === here || ((await lstat(staged)).nlink === 1 && (await readFile(path)).equals(await readFile(staged)));
}

async function moveAway(path: string, staged: string): Promise<void> {
  if ((await inode(path)) !== undefined) await rename(path, staged);
}

/** A hard link, or a durable copy where the file system has none. */
async function secondName(path: string, other: string): Promise<void> {
  try {
    await link(path, other);
  } catch (failure) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(codeOf(failure) ?? '')) throw failure;
    await copyFile(path, other);
  }
}

function previous(staged: string): string {
  return `${staged}.previous`;
}

/** Watchers ignore names like this one (REL-16). */
function temporary(path: string, folder: string): string {
  return join(dirname(path), `.${basename(path)}.${basename(folder)}.tmp`);
}

async function inode(path: string): Promise<bigint | undefined> {
  try {
    return (await lstat(path, { bigint: true })).ino;
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return undefined;
    throw failure;
  }
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}
