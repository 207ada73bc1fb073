import { lstat } from 'node:fs/promises';
import { errnoOf } from '../errno.js';

const blockBytes = 512;

/** Space that goes with this name: the blocks of its inode, none while another name leads to it, or where nothing is. */
export async function allocated(path: string): Promise<number> {
  try {
    const { blocks, nlink } = await lstat(path);
    return nlink === 1 ? blocks * blockBytes : 0;
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT') return 0;
    throw failure;
  }
}
