import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { PendingFile } from '../../../schemas/dedup-pending.js';
import { isPlainPath } from '../adopt/plain-path.js';
import { slices } from '../adopt/slices.js';
import { errnoOf, poolError } from '../errno.js';
import type { FilePool } from '../pool/file-pool.js';
import type { DraftFile } from '../publish/draft.js';

const atOnce = 8;

export interface SourcesParts {
  readonly pool: FilePool;
  /** Of the daemon: nothing of it is an artifact. */
  readonly keep: string;
  /** Where the client put copies of its own. */
  readonly copies: string;
}

/** Takes the files of a record into the pool: the bytes that lay there when it was written, or none. */
export async function storeSources(parts: SourcesParts, files: readonly PendingFile[], signal: AbortSignal): Promise<DraftFile[]> {
  const stored: DraftFile[] = [];
  for (const some of slices(files, atOnce)) {
    signal.throwIfAborted();
    const outcomes = await Promise.allSettled(some.map((file) => storeOne(parts, file, signal)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      stored.push(outcome.value);
    }
  }
  return stored;
}

async function storeOne(parts: SourcesParts, file: PendingFile, signal: AbortSignal): Promise<DraftFile> {
  const from = await placeOf(parts, file);
  await assertSame(from, file);
  const folder = await realpath(dirname(from));
  const { digest, size } = await parts.pool.store({ from, within: folder === sep ? '' : folder, size: file.size, method: 'any', signal });
  // what was written over meanwhile may be whole again, and is not what was logged
  await assertSame(from, file);
  return { path: file.path, digest, size, modified_at: Number(file.mtime_ns) / 1e9 };
}

async function placeOf({ keep, copies }: SourcesParts, { source }: PendingFile): Promise<string> {
  if (!isAbsolute(source) && !isPlainPath(source)) throw new RunkeepError('invalid', 'bad-path', `${JSON.stringify(source.slice(0, 200))} is no plain path.`, "Name an absolute path, or one within the record's own folder.");
  const place = isAbsolute(source) ? source : join(copies, source);
  const real = await realPath(place);
  const isSecret = real.startsWith(keep + sep) && !real.startsWith(copies + sep);
  const leadsOut = !isAbsolute(source) && !real.startsWith(copies + sep);
  if (isSecret || leadsOut) throw new RunkeepError('forbidden', 'inside-keep', `${source} lies among the daemon's own files.`, 'Log files of yours.');
  return real;
}

async function assertSame(path: string, { source, size, mtime_ns }: PendingFile): Promise<void> {
  const stat = await lstat(path, { bigint: true }).catch((failure: unknown) => { throw told(failure); });
  if (stat.isFile() && stat.size === BigInt(size) && stat.mtimeNs === BigInt(mtime_ns)) return;
  throw new RunkeepError('conflict', 'source-changed', `${source} is not the file any more that was logged.`, 'Log it again, and leave it alone until it is taken over; or log it with sync, which copies it first.');
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch((failure: unknown) => { throw told(failure); });
}

function told(failure: unknown): unknown {
  const code = errnoOf(failure);
  return code === undefined ? failure : poolError(code, String(failure), failure);
}
