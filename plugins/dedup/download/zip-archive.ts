import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Archive, ArchiveEntry } from './archive-entry.js';

/** ZIP knows no older date. */
const oldest = Date.UTC(1980, 0, 2) / 1000;

/** A ZIP archive; its files are stored as they are: weights do not compress, and this way the length is known. */
export async function zipArchive(entries: readonly ArchiveEntry[]): Promise<Archive> {
  // a ZipFile begins to read as soon as it has an entry: this one is never given any bytes
  const measured = new ZipFile();
  for (const entry of entries) addEntry(measured, entry, () => undefined);
  const size = await new Promise<number>((resolve) => measured.end({ forceZip64Format: false, comment: '' }, (...told: readonly unknown[]) => resolve(Number(told[0]))));
  return { size, open: (signal) => written(entries, signal) };
}

async function* written(entries: readonly ArchiveEntry[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  // its own stream cannot be ended with a failure while it waits for bytes
  const out = zip.outputStream.pipe(new PassThrough());
  zip.on('error', (failure: Error) => out.destroy(failure));
  let current: Readable | undefined;
  for (const entry of entries) {
    addEntry(zip, entry, (give) => {
      current = Readable.from(entry.read(signal), { objectMode: false }).on('error', (failure) => out.destroy(failure));
      give(null, current);
    });
  }
  zip.end();
  try {
    yield* out as AsyncIterable<Uint8Array>;
  } finally {
    // else its file would stay open when the client went away
    current?.destroy();
  }
}

type Give = (failure: null, bytes: Readable) => void;

function addEntry(zip: ZipFile, { path, size, modified_at }: ArchiveEntry, read: (give: Give) => void): void {
  const options = { size, compress: false, mtime: new Date(Math.max(oldest, modified_at) * 1000), mode: 0o100644 };
  try {
    zip.addReadStreamLazy(path, options, read);
  } catch (failure) {
    throw new RunkeepError('invalid', 'no-zip-name', `A ZIP archive cannot hold a file called ${JSON.stringify(path.slice(0, 200))}.`, 'Ask for format=tar.', failure);
  }
}
