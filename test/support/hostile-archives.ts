import { gunzipSync, gzipSync } from 'node:zlib';
import { rawMember, rawTar, rawZip, record, zipOf, type RawEntry, type RawMember } from './raw-archives.js';

/** An archive that must not come in, and what is answered. */
export interface HostileArchive {
  readonly name: string;
  readonly answer: string;
  /** Parts of its bytes. */
  readonly bytes: readonly Buffer[];
}

/** Sizes of those that are made to exhaust. */
export interface HostileSizes {
  readonly bombMiB: number;
  readonly entries: number;
}

const file = (name: RawMember['name'], body = 'x'): RawMember => ({ name, body });
const link = (name: string, target: string): RawMember => ({ name, type: '2', link: target });
const tgz = (...members: readonly RawMember[]): Buffer[] => [gzipSync(rawTar(members))];
const zip = (...entries: readonly RawEntry[]): Buffer[] => [zipOf(rawZip(entries))];
const path = (size: string, body = 'x'): RawMember[] => [{ name: 'records', type: 'x', body: size }, file('a', body)];

/** The table of SEC-60 and more of its kind; `outside` is an absolute folder that links and names aim at. */
export function hostileArchives(outside: string, { bombMiB, entries }: HostileSizes): HostileArchive[] {
  return [...badNames(outside), ...otherTypes(outside), ...twins(), ...exhausting(bombMiB, entries), ...broken(), ...ambiguous()];
}

function all(answer: string, archives: Readonly<Record<string, readonly Buffer[]>>): HostileArchive[] {
  return Object.entries(archives).map(([name, bytes]) => ({ name, answer, bytes }));
}

function badNames(outside: string): HostileArchive[] {
  const names = ['../../evil.txt', `${outside}/evil`, '..\\..\\evil.txt', 'C:\\evil.txt', 'C:evil.txt', '\\\\host\\share\\x', 'a\0b.txt', 'a\x1b[31mb', 'a\nb', 'a\u202eb', 'CON', 'sub/aux.txt', 'x.', 'y ', ' y', 'a:b', '.', './', 'a//b', 'a/./b', '', '.runkeep/token', 'a/.RUNKEEP/x', 'a/'];
  const latin = file(Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  return [
    ...all('bad-entry-name', Object.fromEntries(names.map((name, index) => [`name-${index}.tgz`, tgz(file(name))]))),
    ...all('bad-entry-name', { 'latin.tgz': tgz(latin), 'slip.zip': zip({ name: '../../evil.txt', body: 'x' }), 'slip-folder.zip': zip({ name: '../evil-folder/' }), 'record.tgz': tgz(...path(record('path', '../evil'))), 'record-nul.tgz': tgz(...path(record('path', 'a\0b'))) }),
  ];
}

function otherTypes(outside: string): HostileArchive[] {
  return all('entry-type', {
    'symlink-write.tgz': tgz(link('p', outside), file('p/evil.txt')),
    'symlink-chain.tgz': tgz(link('a', '..'), link('a/b', '../..'), file('a/b/evil.txt')),
    'symlink-dangling.tgz': tgz(link('l', `${outside}/later`)),
    'symlink-replaces-folder.tgz': tgz(file('d/one.txt'), link('d', outside), file('d/evil.txt')),
    'hardlink-out.tgz': tgz({ name: 'h', type: '1', link: `${outside}/keep.txt` }, file('h', 'overwritten')),
    'hardlink-later.tgz': tgz({ name: 'h', type: '1', link: 'later' }, file('later')),
    'device.tgz': tgz({ name: 'null', type: '3' }),
    'fifo.tgz': tgz({ name: 'pipe', type: '6' }),
    'sparse.tgz': tgz(...path(record('GNU.sparse.major', '1'))),
    'sparse-old.tgz': tgz({ name: 's', type: 'S' }),
    'symlink.zip': zip({ name: 'l', body: outside, mode: 0o120777 }, { name: 'l/evil.txt', body: 'x' }),
  });
}

function twins(): HostileArchive[] {
  return all('entry-twice', {
    'twice.tgz': tgz(file('a.txt', '1'), file('a.txt', '2')),
    'case-twins.tgz': tgz(file('A.txt', '1'), file('a.txt', '2')),
    'unicode-twins.tgz': tgz(file('caf\u00e9', '1'), file('cafe\u0301', '2')),
    'folder-twins.tgz': tgz(file('D/a', '1'), file('d/b', '2')),
    'file-as-folder.tgz': tgz(file('f', '1'), file('f/g', '2')),
    'folder-as-file.tgz': tgz(file('f/g', '1'), file('f', '2')),
    'twice.zip': zip({ name: 'a', body: '1' }, { name: 'a', body: '2' }),
  });
}

function exhausting(bombMiB: number, entries: number): HostileArchive[] {
  const bytes = bombMiB * 2 ** 20;
  const bomb = gzipSync(Buffer.concat([rawMember({ name: 'zeros', body: Buffer.alloc(bytes) }), Buffer.alloc(1024)]));
  const crowd = gzipSync(Buffer.concat(Array.from({ length: entries }, (_, index) => rawMember({ name: `n${index}` }))), { level: 1 });
  const few = Array.from({ length: 20_000 }, (_, index) => file(`n${index}`, ''));
  return [
    ...all('limit', { 'deep.tgz': tgz(file(`${'d/'.repeat(1200)}x`)), 'long-component.tgz': tgz(file('y'.repeat(300))), 'long-record.tgz': tgz({ name: 'records', type: 'x', size: 2 ** 30 }), 'bomb.tgz': [bomb], 'million.tgz': [crowd], 'huge.tgz': tgz({ name: 'huge', size: 6 * 2 ** 30 }) }),
    ...all('limit', { 'bomb.zip': zip({ name: 'zeros', body: Buffer.alloc(bytes) }) }),
    ...all('manifest-missing', { 'many.tgz': tgz(...few), 'nested-bomb.tgz': tgz(...Array.from({ length: 10 }, (_, index) => ({ name: `b${index}.tgz`, body: bomb }))), 'setuid.tgz': tgz({ name: 'su', body: '#!/bin/sh\n', mode: 0o7777 }) }),
  ];
}

function broken(): HostileArchive[] {
  const noise = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 2_654_435_761) >>> 24));
  const whole = gzipSync(rawTar([{ name: 'a.txt', body: noise }]));
  const flipped = Buffer.from(rawTar([file('a.txt')]));
  flipped[4] = 0x41;
  const wrongCrc = Buffer.from(zip({ name: 'a', body: 'hello', stored: true })[0] ?? []);
  wrongCrc.write('jello', 31, 'latin1');
  return [
    ...all('archive-truncated', { 'cut.tgz': [whole.subarray(0, whole.length / 2)], 'empty.tgz': [], 'size-lies.tgz': [gzipSync(Buffer.concat([rawMember({ ...file('big.bin'), size: 2 ** 30 })]))], 'no-end.tgz': [gzipSync(rawMember(file('a')))], 'cut.zip': [(zip({ name: 'a', body: 'x' })[0] ?? Buffer.alloc(0)).subarray(0, 60)] }),
    ...all('archive-damaged', { 'checksum.tgz': [gzipSync(flipped)], 'gzip.tgz': [Buffer.concat([whole.subarray(0, 1000), Buffer.alloc(200, 0xff), whole.subarray(1200)])], 'records.tgz': tgz(...path('99 path=a\n')), 'record-size.tgz': tgz(...path(record('size', '-1'))), 'bytes.zip': [wrongCrc] }),
    ...all('archive-unsupported', { 'text.tgz': [Buffer.from('no archive')], 'zstd.tgz': [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0])] }),
  ];
}

function ambiguous(): HostileArchive[] {
  const plain = rawZip([{ name: 'a.txt', body: 'first' }, { name: 'b.txt', body: 'second' }]);
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = plain.directory;
  const same = Buffer.from(second);
  same.writeUInt32LE(0, 42);
  const other = Buffer.from(second);
  other.write('c', 46, 'latin1');
  const larger = Buffer.from(second);
  larger.writeUInt32LE(7, 24);
  const whole = zipOf(plain);
  return all('archive-ambiguous', {
    'overlap.zip': [zipOf({ ...plain, directory: [first, same] })],
    'two-directories.zip': [zipOf({ bodies: Buffer.concat([plain.bodies, ...plain.directory]), directory: [first, other] })],
    'other-name.zip': [zipOf({ ...plain, directory: [first, other] })],
    'other-size.zip': [zipOf({ ...plain, directory: [first, larger] })],
    'hidden-before.zip': [Buffer.concat([Buffer.from('PK\x03\x04hidden', 'latin1'), whole])],
    'hidden-entry.zip': [zipOf({ ...plain, directory: [second] })],
    'count.zip': [zipOf(plain, { entries: 3 })],
    'two-ends.zip': [zipOf(plain, { comment: `PK\x05\x06${'\0'.repeat(16)}\0\0` })],
    'behind.tgz': [gzipSync(Buffer.concat([rawTar([file('a')]), rawTar([file('b')])]))],
  });
}

/** What can be done to a valid archive on its way; it must hold no long names. */
export function mutants(valid: Buffer): HostileArchive[] {
  const members = membersOf(gunzipSync(valid));
  const largest = members.reduce((most, one) => (one.body.length > most.body.length ? one : most));
  const swapped = (to: readonly RawMember[]): RawMember[] => members.flatMap((one) => (one === largest ? to : [one]));
  const flipped = Buffer.from(largest.body);
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
  return [
    { name: 'export-cut.tgz', answer: 'archive-truncated', bytes: [valid.subarray(0, (valid.length * 2) / 3)] },
    { name: 'export-flipped.tgz', answer: 'manifest-mismatch', bytes: tgz(...swapped([{ ...largest, body: flipped }])) },
    { name: 'export-missing.tgz', answer: 'manifest-mismatch', bytes: tgz(...swapped([])) },
    { name: 'export-added.tgz', answer: 'manifest-mismatch', bytes: tgz(...members, file('unlisted.bin')) },
    { name: 'export-twice.tgz', answer: 'entry-twice', bytes: tgz(...members, largest) },
  ];
}

function membersOf(tar: Buffer): { readonly name: string; readonly body: Buffer }[] {
  const members = [];
  for (let at = 0; tar[at] !== 0; ) {
    const [name, size] = [tar.toString('utf8', at, tar.indexOf(0, at)), parseInt(tar.toString('latin1', at + 124, at + 135), 8)];
    members.push({ name, body: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}
