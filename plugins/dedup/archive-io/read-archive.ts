import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { errnoOf } from '../errno.js';
import type { ArchiveEntry } from './archive-entry.js';
import { EntryJudge } from './entry-judge.js';
import { Inflation } from './inflation.js';
import type { ArchiveLimits } from './limits.js';
import { refused } from './refusal.js';
import { tarEntries } from './tar-reader.js';
import { unpacked } from './unpacked.js';
import { zipEntries } from './zip-reader.js';

const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/** Opens the file of an archive and hands its size to `work`; a RunkeepError says why it cannot be read. */
export async function withArchive<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path, flags).catch((failure: unknown) => {
    throw unreadable(path, errnoOf(failure) ?? 'unknown', failure);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unreadable(path, 'it is no regular file');
    return await work(file, stat.size);
  } finally {
    await file.close();
  }
}

/** The entries of an archive, told by its first bytes which kind it is; each is judged before its bytes (SEC-60). */
export async function* archiveEntries(file: FileHandle, size: number, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  const judge = new EntryJudge(limits);
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0);
  if (size === 0) throw refused('archive-truncated', 'The archive is empty.');
  if (head.readUInt16BE(0) === 0x1f8b) yield* tarEntries(unpacked({ file, start: 0, bytes: size }, createGunzip(), new Inflation(limits)), judge);
  else if (head.toString('latin1', 0, 2) === 'PK') yield* zipEntries({ file, size, limits }, judge);
  else throw refused('archive-unsupported', 'The file is neither a .tar.gz nor a .zip.');
}

function unreadable(path: string, why: string, cause?: unknown): RunkeepError {
  return new RunkeepError('not-found', 'archive-unreadable', `${path} cannot be read (${why}).`, 'Name an archive on the machine of the daemon that its user may read.', cause);
}
