import { basename, dirname, join } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { isTaken, noLink } from '../pool/publish-object.js';

export interface Placement {
  readonly files: PoolFiles;
  readonly hasher: Hasher;
  /** A durable file with the right bytes, and the pool in which it was staged. */
  readonly staged: string;
  readonly pool: string;
  readonly target: string;
}

/** Gives a staged file its name in a view; nothing that lies there is ever replaced. The name is durable afterwards. */
export async function placeFile(placement: Placement): Promise<void> {
  const { files, staged, target } = placement;
  try {
    await files.link(staged, target);
  } catch (failure) {
    const code = errnoOf(failure);
    if (code === 'EEXIST') throw viewBlocked(target);
    if (code === undefined || !noLink.has(code)) throw failure;
    await placeWithoutLink(placement, code);
  }
  await files.syncFolder(dirname(target));
}

/** Something else lies where a file of a view should be. */
export function viewBlocked(target: string): RunkeepError {
  return new RunkeepError('conflict', 'view-changed', `${target} holds other bytes than the version.`, 'Copy it elsewhere if you want to keep it, remove it, and ask again; the pool keeps the bytes of the version.');
}

async function placeWithoutLink({ files, hasher, staged, pool, target }: Placement, code: string): Promise<void> {
  if (await isTaken(files, target)) throw viewBlocked(target);
  if (code !== 'EXDEV') return files.rename(staged, target);
  // the view lies on another file system than the pool: its bytes are written there under a hidden name first
  const hidden = join(dirname(target), `.${basename(target)}.tmp`);
  await files.remove(hidden);
  const copied = await hasher.copy({ from: staged, within: pool, to: hidden, method: 'any' });
  if (!copied.ok) throw poolError(copied.code, copied.message);
  await files.rename(hidden, target);
}
