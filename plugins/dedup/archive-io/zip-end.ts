import type { FileHandle } from 'node:fs/promises';
import { refused } from './refusal.js';

/** Where the one central directory of a zip lies, and how many entries it says it has. */
export interface ZipEnd {
  readonly start: number;
  readonly bytes: number;
  readonly entries: number;
}

const endBytes = 22;
const longestComment = 0xffff;
const endMark = Buffer.from('PK\x05\x06', 'latin1');
const locatorMark = 0x07064b50;
const bigEndMark = 0x06064b50;
const bigEndBytes = 56;
const locatorBytes = 20;

/** Finds the end record, which must be the only one that fits, and the directory right before it. */
export async function zipEnd(file: FileHandle, size: number): Promise<ZipEnd> {
  const tailStart = Math.max(0, size - endBytes - longestComment - locatorBytes - bigEndBytes);
  const tail = await readAt(file, tailStart, size - tailStart);
  const [at, ...others] = endsIn(tail);
  if (at === undefined) throw refused('archive-truncated', 'The archive has no end record.');
  if (others.length > 0) throw refused('archive-ambiguous', 'The archive has more than one end record.');
  const small = { start: tail.readUInt32LE(at + 16), bytes: tail.readUInt32LE(at + 12), entries: tail.readUInt16LE(at + 10) };
  const isOneDisk = tail.readUInt16LE(at + 4) === 0 && tail.readUInt16LE(at + 6) === 0 && tail.readUInt16LE(at + 8) === small.entries;
  const isBig = small.start === 0xffffffff || small.bytes === 0xffffffff || small.entries === 0xffff;
  const found = isBig ? bigEnd(tail, at, tailStart) : { ...small, end: tailStart + at };
  if (!isOneDisk || found.start + found.bytes !== found.end) throw refused('archive-ambiguous', 'The directory of the archive does not lie right before its end record.');
  return found;
}

/** Reads exactly so many bytes. */
export async function readAt(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  if (bytesRead < length) throw refused('archive-truncated', 'The archive ends in the middle of a record.');
  return buffer;
}

/** Places of end records whose comment ends where the file does. */
function endsIn(tail: Buffer): number[] {
  const found: number[] = [];
  for (let at = tail.indexOf(endMark); at !== -1; at = tail.indexOf(endMark, at + 1)) if (at + endBytes <= tail.length && at + endBytes + tail.readUInt16LE(at + 20) === tail.length) found.push(at);
  return found;
}

/** The record of archives that are larger than 4 GiB, or have more than 65,534 entries; it must lie right before its locator. */
function bigEnd(tail: Buffer, at: number, tailStart: number): ZipEnd & { readonly end: number } {
  const locator = at - locatorBytes;
  const record = locator - bigEndBytes;
  if (record < 0 || tail.readUInt32LE(locator) !== locatorMark || tail.readUInt32LE(record) !== bigEndMark || wide(tail, locator + 8) !== tailStart + record || wide(tail, record + 4) !== bigEndBytes - 12) throw refused('archive-ambiguous', 'The end records of the archive contradict each other.');
  return { start: wide(tail, record + 48), bytes: wide(tail, record + 40), entries: wide(tail, record + 32), end: tailStart + record };
}

function wide(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
