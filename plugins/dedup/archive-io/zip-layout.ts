import type { FileHandle } from 'node:fs/promises';
import { refused, shown } from './refusal.js';
import type { ZipRecord } from './zip-directory.js';
import { readAt } from './zip-end.js';

/** An entry whose body was found where the directory says. */
export interface PlacedRecord extends ZipRecord {
  readonly bodyStart: number;
}

const mark = 0x04034b50;
const descriptorMark = 0x08074b50;
const headerBytes = 30;
const describedLater = 0x08;

/** Checks that local headers say what the directory says, and that header by body they fill the file up to it (SEC-60, step 4). */
export async function placeRecords(file: FileHandle, records: readonly ZipRecord[], directoryStart: number): Promise<PlacedRecord[]> {
  const sorted = [...records].sort((one, other) => one.offset - other.offset);
  const placed: PlacedRecord[] = [];
  let free = 0;
  for (const [index, record] of sorted.entries()) {
    if (record.offset !== free) throw refused('archive-ambiguous', `The entry ${shown(record.name)} overlaps another one, or hidden bytes lie before it.`);
    const bodyStart = await checkedHeader(file, record);
    free = sorted[index + 1]?.offset ?? directoryStart;
    await assertEnd(file, record, bodyStart + record.packed, free);
    placed.push({ ...record, bodyStart });
  }
  if (free !== directoryStart) throw refused('archive-ambiguous', 'Hidden bytes lie before the directory of the archive.');
  return placed;
}

async function checkedHeader(file: FileHandle, record: ZipRecord): Promise<number> {
  const header = await readAt(file, record.offset, headerBytes);
  const [nameBytes, extraBytes] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const rest = await readAt(file, record.offset + headerBytes, nameBytes + extraBytes);
  const isSame = header.readUInt32LE(0) === mark && rest.subarray(0, nameBytes).equals(record.rawName) && header.readUInt16LE(6) === record.flags && header.readUInt16LE(8) === record.method;
  if (!isSame || !hasSizes(header, rest.subarray(nameBytes), record)) throw contradiction(record);
  return record.offset + headerBytes + nameBytes + extraBytes;
}

/** Sizes that come behind the body are not told here, or are told right. */
function hasSizes(header: Buffer, extra: Buffer, record: ZipRecord): boolean {
  const [crc, packed, size] = [header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)];
  const isLater = (record.flags & describedLater) !== 0;
  if (isLater && crc === 0 && packed === 0 && size === 0) return true;
  if (packed === 0xffffffff || size === 0xffffffff) return crc === (isLater ? crc : record.crc) && hasWideSizes(extra, record, isLater);
  return crc === record.crc && packed === record.packed && size === record.size;
}

function hasWideSizes(extra: Buffer, { size, packed }: ZipRecord, isLater: boolean): boolean {
  if (extra.length < 20 || extra.readUInt16LE(0) !== 1) return false;
  const [toldSize, toldPacked] = [Number(extra.readBigUInt64LE(4)), Number(extra.readBigUInt64LE(12))];
  return (toldSize === size && toldPacked === packed) || (isLater && toldSize === 0 && toldPacked === 0);
}

/** Between a body and the next header lies what describes the body, where a flag says so, and nothing else. */
async function assertEnd(file: FileHandle, record: ZipRecord, end: number, next: number): Promise<void> {
  const length = next - end;
  if ((record.flags & describedLater) === 0 ? length !== 0 : ![12, 16, 20, 24].includes(length)) throw refused('archive-ambiguous', `The entry ${shown(record.name)} overlaps another one, or hidden bytes lie behind it.`);
  if (length === 0) return;
  const found = await readAt(file, end, length);
  const hasMark = length === 16 || length === 24;
  const numbers = hasMark ? found.subarray(4) : found;
  const wide = length >= 20;
  const [packed, size] = wide ? [Number(numbers.readBigUInt64LE(4)), Number(numbers.readBigUInt64LE(12))] : [numbers.readUInt32LE(4), numbers.readUInt32LE(8)];
  const isRight = (!hasMark || found.readUInt32LE(0) === descriptorMark) && numbers.readUInt32LE(0) === record.crc && packed === record.packed && size === record.size;
  if (!isRight) throw contradiction(record);
}

function contradiction({ name }: ZipRecord): Error {
  return refused('archive-ambiguous', `The entry ${shown(name)} says other things of itself than the directory of the archive.`);
}
