import { createHash } from 'node:crypto';
import { constants, open, readlink, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { FileFailure, FileHash } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';
import type { ByteRange } from './byte-range.js';

/** Bytes of a digest that are to be read out. */
export interface Wanted {
  readonly digest: string;
  readonly size: number;
  readonly range: ByteRange | undefined;
}

const pieceBytes = 1 << 20;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a regular file of the right size below `root`; undefined where there is none. What is open is checked, not what was named (SEC-31). */
export async function openCandidate(path: string, root: string, size: number): Promise<FileHandle | undefined> {
  const handle = await open(path, flags).catch((failure: unknown) => {
    const code = errnoOf(failure);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw code === undefined ? failure : poolError(code, String(failure), failure);
  });
  if (handle === undefined) return undefined;
  const stat = await handle.stat();
  const real = process.platform === 'linux' ? await readlink(`/proc/self/fd/${handle.fd}`) : path;
  if (stat.isFile() && stat.size === size && real.startsWith(root + sep)) return handle;
  await handle.close();
  return undefined;
}

/** Does the open file hold the bytes of the digest? Its name is read in a thread, and must still lead to what is open. */
export async function holds(handle: FileHandle, hashed: FileHash | FileFailure | undefined, digest: string): Promise<boolean> {
  const { ino, mtimeNs } = await handle.stat({ bigint: true });
  return hashed?.ok === true && hashed.digest === digest && hashed.stamp.inode === String(ino) && hashed.stamp.mtime_ns === String(mtimeNs);
}

/** The file in memory if its bytes are right: what is sent then is what was checked (POOL-06). */
export async function readWhole(handle: FileHandle, { digest, size }: Wanted, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const bytes = Buffer.allocUnsafe(size);
  const hash = createHash('sha256');
  let at = 0;
  for await (const piece of pieces(handle, { start: 0, end: size - 1 }, signal)) {
    hash.update(piece);
    at += piece.copy(bytes, at);
  }
  return at === size && hash.digest('hex') === digest ? bytes : undefined;
}

/** A long file as it is read; its last piece leaves only when all of it had the right hash, or, of a range, when nobody wrote meanwhile. */
export async function* stream(handle: FileHandle, wanted: Wanted, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const before = await handle.stat({ bigint: true });
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const piece of pieces(handle, wanted.range ?? { start: 0, end: wanted.size - 1 }, signal)) {
    if (held !== undefined) yield held;
    hash.update(piece);
    held = piece;
  }
  const after = await handle.stat({ bigint: true });
  const isSame = after.mtimeNs === before.mtimeNs && after.size === before.size;
  if (wanted.range === undefined ? hash.digest('hex') !== wanted.digest : !isSame) throw damaged(wanted.digest);
  if (held !== undefined) yield held;
}

/** No intact copy is left. */
export function damaged(digest: string): RunkeepError {
  return new RunkeepError('busy', 'object-damaged', `The bytes of ${digest} are not intact anywhere in this root.`, 'Restore the file from a backup, then take the artifacts in again.');
}

async function* pieces(handle: FileHandle, { start, end }: ByteRange, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = start; at <= end; ) {
    signal.throwIfAborted();
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(Math.min(pieceBytes, end + 1 - at)), 0, Math.min(pieceBytes, end + 1 - at), at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
