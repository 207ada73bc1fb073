import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder and the bytes that they say they have. */
export interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

/** Counts regular files below a folder; links are not followed, and what goes away meanwhile counts as nothing. */
export async function folderSize(folder: string, signal: AbortSignal): Promise<FolderSize> {
  let files = 0;
  let bytes = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      if (!entry.isFile()) continue;
      files += 1;
      bytes += await sizeOf(path);
    }
  }
  return { files, bytes };
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function sizeOf(path: string): Promise<number> {
  return lstat(path).then(({ size }) => size, () => 0);
}
