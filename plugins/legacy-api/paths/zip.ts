import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** One file of an archive, whose bytes come part by part. */
export interface ZipEntry {
  /** With `/`, relative. */
  readonly name: string;
  readonly parts: AsyncIterable<Uint8Array>;
}

/** The answer is the same whenever it is asked for; ZIP knows no older date. */
const mtime = new Date(1980, 0, 1);

/** A ZIP archive, written while its entries are read one after the other. */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const out = Readable.from(zip.outputStream);
  filled(zip, entries).catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  yield* out as AsyncIterable<Uint8Array>;
}

async function filled(zip: ZipFile, entries: AsyncIterable<ZipEntry>): Promise<void> {
  for await (const { name, parts } of entries) {
    const bytes = Readable.from(parts, { objectMode: false });
    zip.addReadStream(bytes, name, { mtime, compressionLevel: 1 });
    await finished(bytes);
  }
  zip.end();
}
