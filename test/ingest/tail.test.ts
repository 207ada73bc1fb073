import assert from 'node:assert/strict';
import { appendFileSync, fstatSync, mkdirSync, renameSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Descriptors } from '../../daemon/ingest/descriptors.js';
import { headHash } from '../../daemon/ingest/head-hash.js';
import { ReadBuffer } from '../../daemon/ingest/read-buffer.js';
import { Tail, type TailStep } from '../../daemon/ingest/tail.js';
import { atEnd } from '../support/at-end.js';
import { play, removal, type WriterStep } from '../support/scripted-writer.js';
import { tempFolder } from '../support/temp-folder.js';

/** The reader reads all that the file gives now. */
const look = Symbol('look');
const none = { dev: '', inode: '', offset: 0, headHash: '' };

class Reader {
  readonly path: string;
  readonly descriptors: Descriptors;
  readonly buffer = new ReadBuffer(Buffer.alloc(1024));
  tail: Tail;

  constructor(t: TestContext, path = join(tempFolder(t), 'events.jsonl')) {
    this.path = path;
    this.descriptors = new Descriptors(8);
    atEnd(t, () => this.descriptors.close());
    this.tail = this.reopened(none);
  }

  reopened(cursor: ConstructorParameters<typeof Tail>[1]): Tail {
    this.tail = new Tail(this.path, cursor, { descriptors: this.descriptors, buffer: this.buffer, chunkBytes: 1024, lineBytes: 8192 });
    return this.tail;
  }

  /** Everything that the file gives now, as words. */
  read(): string[] {
    const told: string[] = [];
    for (let step = this.tail.next(); step.kind !== 'idle'; step = this.tail.next()) {
      told.push(wordsOf(step));
      if (step.kind === 'gone' || step.kind === 'unreadable') break;
    }
    return told;
  }

  async play(...steps: (WriterStep | typeof look)[]): Promise<string[]> {
    const told: string[] = [];
    await play(this.path, steps.map((step) => (step === look ? async () => told.push(...this.read()) : step)));
    return told;
  }
}

function wordsOf(step: TailStep): string {
  if (step.kind === 'lines') return `${step.from}:${step.bytes.toString('latin1', step.start, step.end)}`;
  if (step.kind === 'long') return `long ${step.from}-${step.to}`;
  return step.kind === 'unreadable' ? `unreadable ${step.code}` : step.kind;
}

test('a half-written line waits for its newline (DISK-26)', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\n{"a', look, '":', look, '1}\n', look, 'x\ny\n', look), ['0:one\n', '4:{"a":1}\n', '12:x\ny\n']);
});

test('reading leaves no trace in the inode of a file of our own', (t) => {
  const reader = new Reader(t);
  writeFileSync(reader.path, 'one\n');
  utimesSync(reader.path, 1, 2);
  assert.deepEqual([reader.read(), statSync(reader.path).atimeMs], [['0:one\n'], 1000]);
});

test('a file that shrank is read again from zero (DISK-36)', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\ntwo\n', look, { truncate: 4 }, look, 'three\n', look), ['0:one\ntwo\n', 'restarted', '0:one\n', '4:three\n']);
});

test('half a line that is taken back is no new generation: nothing of it was shown', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\nha', look, { truncate: 4 }, look, 'two\n', look), ['0:one\n', '4:two\n']);
});

test('a file replaced by a rename is read from zero, even with the same bytes (DISK-36)', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\n', look, { replace: 'one\ntwo\n' }, look), ['0:one\n', 'restarted', '0:one\ntwo\n']);
});

test('a file that shrank and grew again between two looks is known by the bytes before the offset (REL-53)', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\n', look, { truncate: 0 }, 'six\nseven\n', look), ['0:one\n', 'restarted', '0:six\nseven\n']);
});

test('bytes that change in place without growth are noticed by the time of the file (DISK-36)', async (t) => {
  const reader = new Reader(t);
  await reader.play('one\n', look);
  writeFileSync(reader.path, 'two\n', { flag: 'r+' });
  utimesSync(reader.path, 1, 1);
  assert.deepEqual(reader.read(), ['restarted', '0:two\n']);
});

test('a cursor goes on where it stands, after a kill too; a hash that does not meet begins anew (DISK-35, REL-53)', async (t) => {
  const reader = new Reader(t);
  await reader.play(`${'x'.repeat(5000)}\none\n`, look);
  const { dev, inode, offset } = reader.tail;
  const hash = reader.tail.hashBefore(offset);
  appendFileSync(reader.path, 'two\n');
  reader.reopened({ dev, inode, offset, headHash: hash });
  assert.deepEqual(reader.read(), ['5005:two\n']);
  reader.reopened({ dev, inode, offset, headHash: headHash(Buffer.from('other')) });
  assert.equal(reader.read()[0], 'restarted');
  reader.reopened({ dev, inode: '1', offset, headHash: hash });
  assert.equal(reader.read()[0], 'restarted');
});

test('the hash before an offset is that of the file, whether the bytes are in memory or not', async (t) => {
  const reader = new Reader(t);
  const bytes = Buffer.from(Array.from({ length: 900 }, (_, index) => `line ${index}\n`).join(''));
  await reader.play(bytes, look);
  for (const offset of [0, 7, 4096, 4097, bytes.length - 100, bytes.length]) {
    assert.equal(reader.tail.hashBefore(offset), headHash(bytes.subarray(Math.max(0, offset - 4096), offset)), String(offset));
  }
});

test('a line longer than allowed is passed over in memory that does not grow, its neighbours are read (LIM-01)', async (t) => {
  const reader = new Reader(t);
  const told = await reader.play('one\n', 'y'.repeat(5000), look, 'y'.repeat(50_000), look, '\ntwo\n', look);
  assert.deepEqual(told.filter((word) => word !== 'searching'), ['0:one\n', 'long 4-55005', '55005:two\n']);
  assert.ok(reader.buffer.bytes.length < 20_000);
});

test('a long line within the limit arrives whole', async (t) => {
  const reader = new Reader(t);
  const long = `${'z'.repeat(8000)}\n`;
  const told = await reader.play('one\n', long.slice(0, 3000), look, long.slice(3000), 'two\n', look);
  assert.deepEqual(told.filter((word) => word !== 'searching'), ['0:one\n', `4:${long}`, '8005:two\n']);
});

test('a file that is gone keeps its place; when another comes back it is a new generation', async (t) => {
  const reader = new Reader(t);
  assert.deepEqual(await reader.play('one\n', look, removal, look, { replace: 'two\n' }, look), ['0:one\n', 'gone', 'restarted', '0:two\n']);
});

test('a symbolic link and a directory in the place of a file are not read (DISK-05)', (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'secret'), 'secret\n');
  symlinkSync(join(folder, 'secret'), join(folder, 'link'));
  mkdirSync(join(folder, 'directory'));
  assert.deepEqual(['link', 'directory'].map((name) => new Reader(t, join(folder, name)).read()), [['unreadable ENOTFILE'], ['unreadable ENOTFILE']]);
});

test('descriptors are closed, the least recently used first (LIM-52)', (t) => {
  const folder = tempFolder(t);
  const descriptors = new Descriptors(2);
  atEnd(t, () => descriptors.close());
  const paths = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, '');
  const first = descriptors.get(paths[0]!);
  const second = descriptors.get(paths[1]!);
  descriptors.get(paths[0]!);
  const third = descriptors.get(paths[2]!);
  assert.deepEqual([first, second, third].map(isOpen), [true, third === second, true]);
  assert.equal(descriptors.get(paths[0]!), first);
});

function isOpen(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

test('truncating while a rename replaces the file loses no line of the new one', async (t) => {
  const reader = new Reader(t);
  await reader.play('a\nb\n', look);
  renameSync(reader.path, `${reader.path}.old`);
  truncateSync(`${reader.path}.old`, 0);
  writeFileSync(reader.path, 'c\n');
  assert.deepEqual(reader.read(), ['restarted', '0:c\n']);
});

test('a long file is read chunk by chunk, each step giving every whole line of its chunk', (t) => {
  const reader = new Reader(t);
  const line = `${'x'.repeat(29)}\n`;
  writeFileSync(reader.path, line.repeat(200));
  const lengths: number[] = [];
  for (let step = reader.tail.next(); step.kind === 'lines'; step = reader.tail.next()) lengths.push((step.end - step.start) / line.length);
  assert.deepEqual(lengths, [34, 34, 34, 34, 34, 30]);
});

test('a file that is replaced while it is read in chunks is taken from zero soon after, none of its bytes mixed (DISK-36)', (t) => {
  const reader = new Reader(t);
  writeFileSync(reader.path, 'old line\n'.repeat(2000));
  const kinds: string[] = [];
  for (let step = reader.tail.next(); step.kind !== 'idle'; step = reader.tail.next()) {
    kinds.push(step.kind === 'lines' ? step.bytes.toString('latin1', step.start, step.start + 3) : step.kind);
    if (kinds.length !== 2) continue;
    writeFileSync(`${reader.path}.new`, 'new line\n'.repeat(200));
    renameSync(`${reader.path}.new`, reader.path);
  }
  assert.deepEqual(kinds, ['old', 'old', 'old', 'old', 'restarted', 'new', 'new']);
});
