import { basename, dirname, join } from 'node:path';
import type { Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';
import type { PoolFiles, PoolStat } from './pool-files.js';

/** A staged, durable, read-only file that is to get its name in the pool. */
export interface Publishing {
  readonly files: PoolFiles;
  readonly hasher: Hasher;
  readonly pool: string;
  readonly staged: string;
  readonly final: string;
  readonly digest: string;
  /** Is what lies under the name as it was when it was published and verified? */
  isKnown(stat: PoolStat): Promise<boolean>;
}

/** What a link fails with where the file system has none, or two of them are concerned. */
export const noLink = new Set(['EXDEV', 'EMLINK', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/**
 * Gives the staged file its name, or keeps what lies there if its bytes are right (REL-11, step 8). The folder is for the caller to sync, also where
 * another was first: it may not have come to it yet.
 */
export async function publishObject(task: Publishing): Promise<'linked' | 'met' | 'renamed'> {
  const { files, staged, final } = task;
  try {
    await files.link(staged, final);
    return 'linked';
  } catch (failure) {
    const code = errnoOf(failure);
    if (code === 'EEXIST') return await meet(task);
    if (code !== undefined && noLink.has(code)) return await publishWithoutLink(task);
    throw failure;
  }
}

/** Something lies under the name: 0444 is no evidence, a file without row is a stranger (POOL-04, POOL-05). */
async function meet(task: Publishing): Promise<'met'> {
  const { files, staged, final } = task;
  const stat = await files.stat(final);
  if (await task.isKnown(stat)) return 'met';
  const isRight = stat.isFile && (await hasRightBytes(task));
  if (isRight && stat.links === 1) return 'met';
  // another name leads to these bytes, and may be written through: our own copy takes the name
  if (!isRight) await files.rename(final, join(task.pool, '.quarantine', `${basename(final)}.${Date.now()}`));
  await files.rename(staged, final);
  return 'met';
}

async function hasRightBytes({ hasher, pool, final, digest }: Publishing): Promise<boolean> {
  const [answer] = await hasher.hash([final], { within: pool });
  if (answer === undefined) return false;
  if (!answer.ok && answer.code === 'EIO') throw poolError(answer.code, answer.message);
  return answer.ok && answer.digest === digest;
}

/** The lease is held and nothing lies there: a rename replaces nobody's file. */
async function publishWithoutLink(task: Publishing): Promise<'met' | 'renamed'> {
  const { files, staged, final } = task;
  if (await isTaken(files, final)) return meet(task);
  try {
    await files.rename(staged, final);
  } catch (failure) {
    if (errnoOf(failure) !== 'EXDEV') throw failure;
    await copyBeside(task);
  }
  return 'renamed';
}

/** The shard is another file system: the bytes are written there under a hidden name first. */
async function copyBeside({ files, hasher, pool, staged, final, digest }: Publishing): Promise<void> {
  const hidden = join(dirname(final), `.${basename(final)}.tmp`);
  await files.remove(hidden);
  const copied = await hasher.copy({ from: staged, within: pool, to: hidden, method: 'any' });
  if (!copied.ok) throw poolError(copied.code, copied.message);
  if (copied.digest !== digest) throw poolError('EIO', `${hidden} reads back as other bytes`);
  await files.rename(hidden, final);
}

/** Does anything lie there? */
export async function isTaken(files: PoolFiles, path: string): Promise<boolean> {
  try {
    await files.stat(path);
    return true;
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT') return false;
    throw failure;
  }
}
