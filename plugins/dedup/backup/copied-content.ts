import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { BlobReader } from '../read/blob-reader.js';
import type { BackupFolder } from './backup-folder.js';
import type { NamedFile } from './named-files.js';

export interface ContentParts {
  readonly root: string;
  readonly hasher: Hasher;
  readonly blobs: BlobReader;
}

interface Content {
  readonly sha256: string;
  readonly size: number;
}

/** Brings the bytes of a digest into the folder, from its own file or from any intact copy; false where none is left. */
export async function copyNamed({ root, hasher, blobs }: ContentParts, folder: BackupFolder, from: string, { digest, size }: NamedFile, signal: AbortSignal): Promise<boolean> {
  const staged = folder.staged(randomUUID());
  const copied = await hasher.copy({ from, within: root, to: staged, method: 'any', signal });
  if (copied.ok && copied.digest === digest) {
    await folder.keep(staged, digest);
    return true;
  }
  await rm(staged, { force: true });
  if (!copied.ok && ['ENOSPC', 'EDQUOT'].includes(copied.code)) throw Object.assign(new Error(copied.message), { code: copied.code });
  try {
    await copyStream(folder, blobs.read({ digest, size, range: undefined }, null, signal), signal);
    return true;
  } catch (failure) {
    if (failure instanceof RunkeepError && failure.code === 'object-damaged') return false;
    throw failure;
  }
}

/** Brings the bytes of a stream into the folder, unless it holds them already; answers what they are. */
export async function copyStream(folder: BackupFolder, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Content> {
  const staged = folder.staged(randomUUID());
  const content = await written(staged, bytes, signal);
  if (await folder.holds(content)) await rm(staged);
  else await folder.keep(staged, content.sha256);
  return content;
}

async function written(path: string, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Content> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    for await (const piece of bytes) {
      signal.throwIfAborted();
      hash.update(piece);
      size += piece.length;
      await file.writeFile(piece);
    }
    await file.chmod(0o444);
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), size };
}

/** Absolute path of a file that the database names. */
export function sourceOf(root: string, pool: string, { path, digest, isObject }: NamedFile): string {
  return isObject ? join(pool, digest.slice(0, 2), digest) : join(root, path);
}
