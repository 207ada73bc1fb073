import type { Archive, ArchiveEntry } from './archive-entry.js';

const block = 512;
const longestName = 100;
/** Eleven octal digits. */
const largestSize = 2 ** 33 - 1;
const printable = /^[\u0020-\u007e]*$/;

/** A tar archive in the POSIX format (pax): files only, 0644, in their order. */
export function tarArchive(entries: readonly ArchiveEntry[]): Archive {
  const heads = entries.map(headOf);
  const size = entries.reduce((sum, entry, index) => sum + (heads[index]?.length ?? 0) + padded(entry.size), 2 * block);
  return { size, open: (signal) => written(entries, heads, signal) };
}

async function* written(entries: readonly ArchiveEntry[], heads: readonly Buffer[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (const [index, entry] of entries.entries()) {
    yield heads[index] ?? Buffer.alloc(0);
    yield* entry.read(signal);
    if (padded(entry.size) > entry.size) yield Buffer.alloc(padded(entry.size) - entry.size);
  }
  yield Buffer.alloc(2 * block);
}

/** The header of an entry, behind a further one for what the old format cannot say. */
function headOf({ path, size, modified_at }: ArchiveEntry): Buffer {
  const records = [...(isShort(path) ? [] : [record('path', path)]), ...(size > largestSize ? [record('size', String(size))] : [])];
  const plain = header({ name: isShort(path) ? path : 'file', size: Math.min(size, largestSize), modified_at, type: '0' });
  if (records.length === 0) return plain;
  const extended = Buffer.from(records.join(''));
  return Buffer.concat([header({ name: 'PaxHeader/file', size: extended.length, modified_at, type: 'x' }), extended, Buffer.alloc(padded(extended.length) - extended.length), plain]);
}

function isShort(path: string): boolean {
  return printable.test(path) && path.length <= longestName;
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length++;
  return `${length} ${key}=${value}\n`;
}

interface Fields {
  readonly name: string;
  readonly size: number;
  readonly modified_at: number;
  readonly type: '0' | 'x';
}

function header({ name, size, modified_at, type }: Fields): Buffer {
  const bytes = Buffer.alloc(block);
  const time = Math.min(Math.max(0, Math.floor(modified_at)), largestSize);
  bytes.write(name, 0, longestName, 'latin1');
  for (const [at, length, value] of [[100, 8, 0o644], [108, 8, 0], [116, 8, 0], [124, 12, size], [136, 12, time]] as const) bytes.write(octal(value, length), at, 'latin1');
  bytes.write(`${' '.repeat(8)}${type}`, 148, 'latin1');
  bytes.write('ustar\u000000', 257, 'latin1');
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return bytes;
}

function octal(value: number, length: number): string {
  return value.toString(8).padStart(length - 1, '0');
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}
