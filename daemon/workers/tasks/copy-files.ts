import { closeSync, constants, copyFileSync, fchmodSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import type { CopiedFile, FileFailure } from '../../api/hasher.js';
import { asFailure } from './file-failure.js';
import { assertUnchanged, stampOf, withSource } from './open-source.js';
import { Pace } from './pace.js';
import { readThrough } from './read-through.js';

export interface CopyTask {
  readonly from: string;
  readonly within: string;
  readonly to: string;
  readonly method: 'clone' | 'any';
}

const { O_CREAT, O_EXCL, O_RDWR, O_RDONLY, O_NOFOLLOW, COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;
/** What a clone fails with where the file system has none, or the two lie on different ones (REL-20). */
const noClone = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'EPERM', 'ENOTTY']);
const attempts = 3;

/** Piscina task: a durable, read-only copy or clone, with the hash of its bytes. A source that changes meanwhile is read anew, three times at most. */
export function copyFileTask(task: CopyTask): CopiedFile | FileFailure {
  for (let attempt = 1; ; attempt++) {
    try {
      return withSource(task.from, task.within, (descriptor, stat) => clone(task, descriptor) ?? copy(task, descriptor, () => assertUnchanged(descriptor, stat, task.from)));
    } catch (failure) {
      const told = asFailure(failure);
      // what lies there then is another's: it was not made here
      if (told.code === 'EEXIST') return told;
      rmSync(task.to, { force: true });
      if (told.code !== 'source-changed' || attempt === attempts) return told;
    }
  }
}

/** A snapshot for free, or undefined where a copy is allowed instead. */
function clone({ from, to, method }: CopyTask, source: number): CopiedFile | undefined {
  try {
    copyFileSync(process.platform === 'linux' ? `/proc/self/fd/${source}` : from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE);
  } catch (failure) {
    if (method === 'clone' || !noClone.has(asFailure(failure).code)) throw failure;
    rmSync(to, { force: true });
    return undefined;
  }
  const descriptor = openSync(to, O_RDONLY | O_NOFOLLOW);
  try {
    return { ...finish(descriptor, readThrough(descriptor, new Pace(undefined))), method: 'clone' };
  } finally {
    closeSync(descriptor);
  }
}

function copy({ to }: CopyTask, source: number, check: () => void): CopiedFile {
  const descriptor = openSync(to, O_CREAT | O_EXCL | O_RDWR, 0o600);
  try {
    const digest = readThrough(source, new Pace(undefined), (piece) => writeAll(descriptor, piece));
    check();
    return { ...finish(descriptor, digest), method: 'copy' };
  } finally {
    closeSync(descriptor);
  }
}

/** An fsync that fails is never repeated on the same file: the kernel has forgotten the pages (REL-22). */
function finish(descriptor: number, digest: string): Omit<CopiedFile, 'method'> {
  fchmodSync(descriptor, 0o444);
  fsyncSync(descriptor);
  return { ok: true, digest, stamp: stampOf(fstatSync(descriptor, { bigint: true })) };
}

function writeAll(descriptor: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
}
