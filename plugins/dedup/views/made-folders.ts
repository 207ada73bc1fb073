import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { errnoOf } from '../errno.js';
import type { PoolFiles } from '../pool/pool-files.js';

/** Makes the folders from `base` down to `folder`, each of them durable; a link or a file in their place is not followed, and refused. */
export async function madeFolders(files: PoolFiles, base: string, folder: string): Promise<void> {
  let path = base;
  for (const part of relative(base, folder).split(sep)) {
    path = join(path, part);
    if (await madeFolder(path)) await files.syncFolder(dirname(path));
  }
}

async function madeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (failure) {
    if (errnoOf(failure) !== 'EEXIST') throw failure;
  }
  if (!(await lstat(path)).isDirectory()) throw new RunkeepError('conflict', 'view-blocked', `${path} is no folder, so that no view can be made there.`, 'Move it away and ask again.');
  return false;
}
