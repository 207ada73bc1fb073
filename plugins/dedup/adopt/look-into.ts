import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../errno.js';
import type { Ground } from './ground.js';

const absent = new Set<string | undefined>(['ENOENT', 'ENOTDIR']);
/** These concern one folder; a machine that is short of files or memory says nothing of it, and ends the adoption. */
const refusals = new Set<string | undefined>(['EACCES', 'EPERM', 'EIO', 'ESTALE', 'ELOOP', 'EINVAL']);

/** Entries of a folder below the root by their names, none where there is no folder; undefined, and told, where the disk or its rights refuse. */
export async function lookInto({ root, findings }: Ground, path: string): Promise<readonly Dirent[] | undefined> {
  try {
    return (await readdir(join(root, path), { withFileTypes: true })).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (failure) {
    const code = errnoOf(failure);
    if (absent.has(code)) return [];
    if (!refusals.has(code)) throw failure;
    findings.add({ severity: 'lost', code: 'folder-unreadable', path, message: `What ${path} holds is unknown: it cannot be read (${code ?? ''}).`, hint: 'Give the user of the daemon the right to read it, and run: runkeep artifact adopt' });
    return undefined;
  }
}

/** Folders in a folder; links are not followed, names that begin with a dot are nobody's artifact. */
export function foldersAmong(entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

/** Folders in a folder that can be read. */
export async function foldersIn(ground: Ground, path: string): Promise<string[]> {
  return foldersAmong((await lookInto(ground, path)) ?? []);
}

/** Paths of all regular files below a folder, relative to the root. */
export async function filesBelow(ground: Ground, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of (await lookInto(ground, folder)) ?? []) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile()) found.push(path);
    if (entry.isDirectory()) found.push(...(await filesBelow(ground, path)));
  }
  return found.sort();
}
