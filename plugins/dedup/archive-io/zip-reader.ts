import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ArchiveEntry } from './archive-entry.js';
import type { EntryJudge } from './entry-judge.js';
import { Inflation } from './inflation.js';
import type { ArchiveLimits } from './limits.js';
import { refused, shown } from './refusal.js';
import { stored, unpacked } from './unpacked.js';
import { zipRecords, type ZipRecord } from './zip-directory.js';
import { readAt, zipEnd } from './zip-end.js';
import { placeRecords, type PlacedRecord } from './zip-layout.js';

export interface ZipArchive {
  readonly file: FileHandle;
  readonly size: number;
  readonly limits: ArchiveLimits;
}

const encrypted = 0x01;
/** The longest record: a header, a name of 1,024 bytes, and some extras. */
const recordBytes = 2048;

/** Entries of a zip in the order of their bytes; all of them are judged by the central directory before any byte is read. */
export async function* zipEntries(archive: ZipArchive, judge: EntryJudge): AsyncGenerator<ArchiveEntry> {
  const { file, size, limits } = archive;
  const end = await zipEnd(file, size);
  if (end.entries > limits.entries || end.bytes > limits.entries * recordBytes) throw refused('limit', `The archive holds more than ${limits.entries} files and folders (dedup.archives.entries).`);
  const records = [...zipRecords(await readAt(file, end.start, end.bytes))];
  if (records.length !== end.entries) throw refused('archive-ambiguous', 'The directory of the archive has another number of entries than its end record says.');
  const said = new Inflation(limits);
  let packed = 0;
  for (const record of records) {
    admit(record, judge);
    said.grew(record.size, (packed += record.packed));
  }
  for (const record of await placeRecords(file, records, end.start)) yield { ...record, kind: record.kind === 'folder' ? 'folder' : 'file', bytes: bytesOf(archive, record) };
}

function admit(record: ZipRecord, judge: EntryJudge): void {
  judge.admit(record);
  if ((record.flags & encrypted) !== 0) throw refused('archive-unsupported', `The entry ${shown(record.name)} is encrypted.`);
  if (record.method !== 0 && record.method !== 8) throw refused('archive-unsupported', `The entry ${shown(record.name)} is packed by the method ${record.method}, which few programs know.`);
  if (record.method === 0 && record.size !== record.packed) throw refused('archive-ambiguous', `The entry ${shown(record.name)} is stored as it is, with two sizes.`);
  if (record.kind === 'folder' && record.size !== 0) throw refused('archive-ambiguous', `The entry ${shown(record.name)} is a folder with bytes.`);
}

async function* bytesOf({ file, limits }: ZipArchive, { name, method, bodyStart, packed, size, crc }: PlacedRecord): AsyncGenerator<Buffer> {
  const inflation = new Inflation(limits);
  const codec = createInflateRaw();
  const part = { file, start: bodyStart, bytes: packed };
  let [sum, count] = [0, 0];
  for await (const piece of method === 0 ? stored(part, inflation) : unpacked(part, codec, inflation)) {
    count += piece.length;
    if (count > size) throw mismatch(name);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (count !== size || sum !== crc || (method === 8 && codec.bytesWritten !== packed)) throw mismatch(name);
}

function mismatch(name: string): Error {
  return refused('archive-damaged', `The entry ${shown(name)} unpacks to other bytes than the directory of the archive says.`);
}
