import { closeSync, constants, copyFileSync, fchmodSync, fstatSync, fsyncSync, openSync, rmSync, writeSync, type BigIntStats } from 'node:fs';
import { basename } from 'node:path';
import type { CopiedFile, CopyOrder, FileFailure } from '../../api/hasher.js';
import { asFailure, asSourceFailure, FileRefused } from './file-failure.js';
import { looksLike } from './looks-like.js';
import { assertUnchanged, stampOf, withSource, type Bounds } from './open-source.js';
import { Pace } from './pace.js';
import { readThrough } from './read-through.js';

export interface CopyTask extends Bounds {
  readonly orders: readonly CopyOrder[];
}

interface Source {
  readonly descriptor: number;
  readonly stat: BigIntStats;
  /** Throws when it was written to since it was opened. */
  check(): void;
}

const { O_CREAT, O_EXCL, O_RDWR, O_RDONLY, O_NOFOLLOW, COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;
/** What a clone fails with where the file system has none, or the two lie on different ones (REL-20). */
const noClone = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOSYS', 'EPERM', 'ENOTTY']);
const attempts = 3;
/** File systems tell times in steps of up to 10 ms: a write in the same step as the one before it leaves no trace. */
const clockStepMs = 20;
const nothing = new Int32Array(new SharedArrayBuffer(4));
const unhurried = new Pace(undefined);

/** Piscina task: durable, read-only copies or clones, with the hash of their bytes. */
export function copyFilesTask({ orders, ...bounds }: CopyTask): (CopiedFile | FileFailure)[] {
  // Asked anew by each task: a clone may fail for a passing reason.
  const unclonable = new Set<bigint>();
  return orders.map((order) => copyFile(order, bounds, unclonable));
}

/** A source that changes meanwhile is read anew, three times at most. */
function copyFile(order: CopyOrder, bounds: Bounds, unclonable: Set<bigint>): CopiedFile | FileFailure {
  for (let attempt = 1; ; attempt++) {
    try {
      return withSource(order.from, bounds, (descriptor, stat) => {
        const source = { descriptor, stat, check: () => assertSettled(descriptor, stat, order.from) };
        return known(order, source) ?? clone(order, source, unclonable) ?? copy(order, source);
      });
    } catch (failure) {
      const told = asSourceFailure(failure, order.from);
      // what lies there then is another's: it was not made here
      if (told.code === 'EEXIST') return told;
      const left = removal(order.to);
      if (left !== undefined) return left;
      if (told.code !== 'source-changed' || attempt === attempts) return told;
      Atomics.wait(nothing, 0, 0, clockStepMs);
    }
  }
}

/** Why a file that is of no use cannot be removed; who ordered it finds it at the next start. */
function removal(path: string): FileFailure | undefined {
  try {
    rmSync(path, { force: true });
    return undefined;
  } catch (failure) {
    return asFailure(failure);
  }
}

/** Bytes that are there already are only read; undefined where they are not. */
function known({ alike = [] }: CopyOrder, source: Source): CopiedFile | undefined {
  if (!alike.some((path) => looksLike(source.descriptor, path, Number(source.stat.size)))) return undefined;
  const digest = readThrough(source.descriptor, unhurried);
  source.check();
  return alike.some((path) => basename(path) === digest) ? { ok: true, digest, stamp: stampOf(source.stat), method: 'known' } : undefined;
}

/** A snapshot for free, or undefined where a copy is allowed instead. */
function clone({ from, to, method }: CopyOrder, { descriptor: source, stat }: Source, unclonable: Set<bigint>): CopiedFile | undefined {
  if (method === 'any' && unclonable.has(stat.dev)) return undefined;
  try {
    copyFileSync(process.platform === 'linux' ? `/proc/self/fd/${source}` : from, to, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE);
  } catch (failure) {
    if (method === 'clone' || !noClone.has(asFailure(failure).code)) throw failure;
    rmSync(to, { force: true });
    unclonable.add(stat.dev);
    return undefined;
  }
  const descriptor = openSync(to, O_RDONLY | O_NOFOLLOW);
  try {
    return { ...finish(descriptor, readThrough(descriptor, unhurried)), method: 'clone' };
  } finally {
    closeSync(descriptor);
  }
}

/** Throws when the source was written to while it was read, or so shortly before that this would not show. */
function assertSettled(descriptor: number, before: BigIntStats, path: string): void {
  assertUnchanged(descriptor, before, path);
  if (Math.abs(Date.now() - Number(before.mtimeMs)) < clockStepMs) throw new FileRefused('source-changed', `${path} was written to a moment ago`);
}

function copy({ to }: CopyOrder, source: Source): CopiedFile {
  const descriptor = openTarget(to);
  try {
    const digest = readThrough(source.descriptor, unhurried, (piece) => writeAll(descriptor, piece));
    source.check();
    return { ...finish(descriptor, digest), method: 'copy' };
  } finally {
    closeSync(descriptor);
  }
}

/** A folder that is gone says something of the pool, not of the source. */
function openTarget(path: string): number {
  try {
    return openSync(path, O_CREAT | O_EXCL | O_RDWR, 0o600);
  } catch (failure) {
    if (asFailure(failure).code === 'ENOENT') throw new FileRefused('no-target', `there is no folder for ${path}`);
    throw failure;
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
