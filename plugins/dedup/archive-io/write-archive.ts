import { createHash } from 'node:crypto';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ZipFile } from 'yazl';
import { archiveManifestName, type ArchiveManifest } from '../../../schemas/dedup-archives.js';
import type { PlannedFile } from './planned-file.js';
import { tarEnd, tarFileHeader, tarPadding } from './tar-writer.js';

/** Archives of the same files are the same; ZIP knows no older date. */
const mtime = new Date(1980, 0, 1);

type Listed = ArchiveManifest['files'][number];
/** Makes the last entry from what went before it. */
type Ending = (files: readonly Listed[]) => Buffer;

/** A gzipped tar of the files, and of a manifest that lists each with the bytes that were really packed. */
export async function* tarGz(files: readonly PlannedFile[], ending: Ending, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 6 });
  const failed = new Promise<unknown>((resolve) => pipeline(Readable.from(tar(files, ending, signal)), gzip, resolve));
  try {
    yield* gzip as AsyncIterable<Buffer>;
  } finally {
    gzip.destroy();
    await failed;
  }
}

/** The same as a zip. */
export async function* zip(files: readonly PlannedFile[], ending: Ending, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const archive = new ZipFile();
  const out = pipeline(archive.outputStream, new PassThrough(), () => undefined);
  void fill(archive, files, ending, signal).catch((failure: unknown) => out.destroy(failure instanceof Error ? failure : new Error(String(failure))));
  try {
    yield* out as AsyncIterable<Buffer>;
  } finally {
    out.destroy();
  }
}

async function* tar(files: readonly PlannedFile[], ending: Ending, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const listed: Listed[] = [];
  for (const file of files) {
    yield tarFileHeader(file.name, file.size);
    yield* listing(file, signal, listed);
    yield tarPadding(file.size);
  }
  const manifest = ending(listed);
  yield Buffer.concat([tarFileHeader(archiveManifestName, manifest.length), manifest, tarPadding(manifest.length), tarEnd]);
}

/** One file after the other, so that only one is open. */
async function fill(archive: ZipFile, files: readonly PlannedFile[], ending: Ending, signal: AbortSignal): Promise<void> {
  const listed: Listed[] = [];
  for (const file of files) {
    const bytes = Readable.from(listing(file, signal, listed), { objectMode: false });
    archive.addReadStream(bytes, file.name, { mtime });
    await finished(bytes);
  }
  archive.addBuffer(ending(listed), archiveManifestName, { mtime });
  archive.end();
}

/** The bytes of a file; once they all came it is listed with their hash. */
async function* listing({ name, size, open }: PlannedFile, signal: AbortSignal, listed: Listed[]): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const piece of open(signal)) {
    signal.throwIfAborted();
    hash.update(piece);
    count += piece.length;
    yield piece;
  }
  if (count !== size) throw new Error(`${name} came with ${count} bytes, not ${size}`);
  listed.push({ path: name, size, sha256: hash.digest('hex') });
}
