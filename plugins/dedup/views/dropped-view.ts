import { lstat, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DroppedView } from '../../../schemas/dedup-views.js';
import { errnoOf } from '../errno.js';
import type { PoolFiles } from '../pool/pool-files.js';

/** Removes the files of a view that its version lists, and folders that are empty then; anything else is left alone, and told. */
export async function droppedView(files: PoolFiles, folder: string, listed: ReadonlySet<string>): Promise<DroppedView> {
  const dropped = { files: 0, bytes: 0, left: [] as string[] };
  const drop = async (within: string): Promise<void> => {
    for (const entry of await entriesIn(join(folder, within))) {
      const path = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) await drop(path);
      else if (entry.isFile() && listed.has(path)) {
        dropped.bytes += (await lstat(join(folder, path))).size;
        await files.remove(join(folder, path));
        dropped.files++;
      } else dropped.left.push(path);
    }
    await rmdir(join(folder, within)).catch((failure: unknown) => {
      if (errnoOf(failure) !== 'ENOTEMPTY' && errnoOf(failure) !== 'ENOENT' && errnoOf(failure) !== 'ENOTDIR' && errnoOf(failure) !== 'EEXIST') throw failure;
    });
  };
  await drop('');
  return dropped;
}

/** A link in the place of the folder itself is not followed. */
async function entriesIn(folder: string) {
  const stat = await lstat(folder).catch(() => undefined);
  return stat?.isDirectory() === true ? readdir(folder, { withFileTypes: true }) : [];
}
