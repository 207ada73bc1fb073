import { readdir } from 'node:fs/promises';
import { errnoOf } from '../errno.js';

/** Names in a folder; none where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT' || errnoOf(failure) === 'ENOTDIR') return [];
    throw failure;
  }
}
