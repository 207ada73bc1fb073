import type { EntryClaim } from './archive-entry.js';
import { decodedName } from './decoded-name.js';
import { refused, shown } from './refusal.js';

/** A record of the central directory: the only truth about an entry. */
export interface ZipRecord extends EntryClaim {
  readonly rawName: Buffer;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const mark = 0x02014b50;
const recordBytes = 46;
const unix = 3;
const wideExtra = 0x0001;
const otherNameExtra = 0x7075;
const typeMask = 0o170000;
const regular = 0o100000;
const folder = 0o040000;

/** Reads the records of a central directory, which must fill it. */
export function* zipRecords(directory: Buffer): Generator<ZipRecord> {
  for (let at = 0; at < directory.length; ) {
    if (at + recordBytes > directory.length || directory.readUInt32LE(at) !== mark) throw refused('archive-ambiguous', 'The directory of the archive cannot be read to its end.');
    const [name, extra, comment] = [28, 30, 32].map((place) => directory.readUInt16LE(at + place)) as [number, number, number];
    const end = at + recordBytes + name + extra + comment;
    if (end > directory.length) throw refused('archive-truncated', 'The directory of the archive ends in the middle of a record.');
    const nameEnd = at + recordBytes + name;
    yield record(directory.subarray(at, at + recordBytes), directory.subarray(at + recordBytes, nameEnd), directory.subarray(nameEnd, nameEnd + extra));
    at = end;
  }
}

function record(fixed: Buffer, rawName: Buffer, extra: Buffer): ZipRecord {
  const text = decodedName(rawName);
  const mode = fixed.readUInt16LE(40);
  const isUnix = fixed[5] === unix;
  const sizes = wideSizes({ size: fixed.readUInt32LE(24), packed: fixed.readUInt32LE(20), offset: fixed.readUInt32LE(42) }, fieldsOf(extra, text));
  return { name: text.replace(/\/$/u, ''), kind: kindOf(text, isUnix ? mode & typeMask : 0), isExecutable: isUnix && (mode & 0o100) !== 0, rawName, flags: fixed.readUInt16LE(8), method: fixed.readUInt16LE(10), crc: fixed.readUInt32LE(16), ...sizes };
}

function kindOf(name: string, type: number): EntryClaim['kind'] {
  const isFolder = name.endsWith('/');
  if (type !== 0 && type !== (isFolder ? folder : regular)) return 'other';
  return isFolder ? 'folder' : 'file';
}

function fieldsOf(extra: Buffer, name: string): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    // a second name, which some readers prefer
    if (id === otherNameExtra || fields.has(id)) throw refused('archive-ambiguous', `The entry ${shown(name)} says twice what it is.`);
    fields.set(id, extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** Numbers that do not fit into 32 bits lie in an extra field, in this order, each only where its place says so. */
function wideSizes(sizes: Pick<ZipRecord, 'size' | 'packed' | 'offset'>, fields: ReadonlyMap<number, Buffer>): typeof sizes {
  const field = fields.get(wideExtra) ?? Buffer.alloc(0);
  let at = 0;
  const next = (value: number): number => {
    if (value !== 0xffffffff) return value;
    at += 8;
    if (at > field.length) throw refused('archive-truncated', 'The archive holds an entry whose size is missing.');
    return Number(field.readBigUInt64LE(at - 8));
  };
  return { size: next(sizes.size), packed: next(sizes.packed), offset: next(sizes.offset) };
}
