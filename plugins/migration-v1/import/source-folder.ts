import { access, constants, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Root } from '../../../daemon/api/root.js';
import { errnoOf } from './errno.js';

/** The real path of a folder that may be imported into the root; a RunkeepError says why it may not. */
export async function sourceFolder(root: Root, from: string): Promise<string> {
  if (root.keep !== join(root.path, '.runkeep')) throw new RunkeepError('conflict', 'root-only-read', `${root.path} is only read by this daemon.`, 'Import into a root that can be written, kept without --keep.');
  const source = await readableFolder(from);
  const [here, there] = [await stat(root.path), await stat(source)];
  if (here.dev === there.dev && here.ino === there.ino) throw new RunkeepError('conflict', 'same-root', `${source} is the root of this daemon itself.`, 'Name another root with --from.');
  if (isWithin(source, root.path)) throw new RunkeepError('conflict', 'source-in-root', `${source} lies within the root ${root.path}.`, 'What lies within the root is taken in where it is: there is nothing to copy.');
  if (isWithin(root.path, source)) throw new RunkeepError('conflict', 'root-in-source', `The root ${root.path} lies within ${source}.`, 'Name the root of the runs itself, or start the daemon on a root elsewhere.');
  return source;
}

async function readableFolder(from: string): Promise<string> {
  if (!isAbsolute(from) || from.includes('\0')) throw new RunkeepError('bad-request', 'relative-source', 'The source is no absolute path.', 'Name it from / on: the daemon has a working folder of its own.');
  try {
    const source = await realpath(from);
    if (!(await stat(source)).isDirectory()) throw new RunkeepError('bad-request', 'source-no-folder', `${from} is no folder.`, 'Name the folder in which the runs lie; unpack an archive first.');
    await access(source, constants.R_OK | constants.X_OK);
    return source;
  } catch (failure) {
    if (failure instanceof RunkeepError) throw failure;
    const code = errnoOf(failure);
    if (code === 'EACCES' || code === 'EPERM') throw new RunkeepError('forbidden', 'source-unreadable', `${from} cannot be read (${code}).`, 'Give the user of the daemon the right to read it.', failure);
    throw new RunkeepError('not-found', 'no-source', `There is no folder ${from} (${code}).`, 'Look at the path; is the disk mounted?', failure);
  }
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
