import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Small enough that hashing it delays an answer of the daemon by less than a millisecond. */
const pieceBytes = 256 * 1024;
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a regular file for reading; a link in its place, or anything else, is an error. */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, readOnly);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw Object.assign(new Error(`${path} is no regular file`), { code: 'EINVAL' });
}

/** The SHA-256 of the first `most` bytes, each piece handed to `take` too. */
export async function hashOf(file: FileHandle, most: number, signal: AbortSignal, take: (piece: Buffer) => Promise<void>): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(pieceBytes, most)));
  let bytes = 0;
  while (bytes < most) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, most - bytes), bytes);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    await take(piece);
    bytes += bytesRead;
  }
  return { sha256: hash.digest('hex'), bytes };
}
