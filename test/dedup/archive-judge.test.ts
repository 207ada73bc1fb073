import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RunkeepError } from '../../daemon/api/errors.js';
import { EntryJudge } from '../../plugins/dedup/archive-io/entry-judge.js';
import { nameFault } from '../../plugins/dedup/archive-io/entry-name.js';
import { archiveLimits, type ArchiveLimits } from '../../plugins/dedup/archive-io/limits.js';
import { rawTar } from '../support/raw-archives.js';
import { tarEntries } from '../../plugins/dedup/archive-io/tar-reader.js';

const limits = archiveLimits.parse({});
const plainPart = fc.stringMatching(/^[a-z0-9_.-]{0,10}[a-z0-9_]$/u).filter((part) => !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/u.test(part));
const plainName = fc.array(plainPart, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));

function answers(names: readonly string[], some: Partial<ArchiveLimits> = {}): string {
  const judge: EntryJudge = new EntryJudge({ ...limits, ...some });
  try {
    for (const name of names) judge.admit({ name, kind: 'file', size: 1, isExecutable: false });
    return 'admitted';
  } catch (failure) {
    if (failure instanceof RunkeepError) return failure.code;
    throw failure;
  }
}

test('a plain name is admitted, whatever its letters (SEC-60)', () => {
  fc.assert(fc.property(plainName, (name) => assert.equal(nameFault(name), undefined)));
  assert.deepEqual(['events.jsonl', '.outputs_state.json', 'média/épreuve 1.png', '訓練/損失', 'a.b.c'].map((name) => nameFault(name)), Array(5).fill(undefined));
});

test('no name that is admitted leads out of the folder, drives a terminal, or means two things (SEC-30, SEC-32)', () => {
  const hostile = fc.string({ unit: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('.', '/', '\\', ' ', ':', '\0', '\u202e', 'a', 'é', 'CON') }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 1 }) }), maxLength: 40 });
  fc.assert(fc.property(hostile, (name) => {
    if (nameFault(name) !== undefined) return;
    assert.match(name, /^[^/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]+(?:\/[^/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]+)*$/u);
    assert.ok(name.split('/').every((part) => part !== '.' && part !== '..' && !/^ |[. ]$/u.test(part)), name);
  }), { numRuns: 2000 });
});

test('of two names that some disk takes for one another only the first is admitted, in any order', () => {
  fc.assert(fc.property(plainName, fc.constantFrom((name: string) => name, (name: string) => name.toUpperCase(), (name: string) => `${name}/x`), (name, twin) => {
    assert.deepEqual([answers([name, twin(name)]), answers([twin(name), name])], ['entry-twice', 'entry-twice']);
  }));
});

test('distinct names beside each other are admitted, their folders told or not', () => {
  fc.assert(fc.property(fc.uniqueArray(plainPart, { minLength: 1, maxLength: 20 }), (parts) => {
    assert.equal(answers(parts.map((part) => `same/${part}`)), 'admitted');
  }));
});

test('each bound is an answer: entries with the folders that they imply, names, bytes of one and of all (SEC-60)', () => {
  assert.deepEqual(
    [answers(['a/b/c'], { entries: 3 }), answers(['a/b/c'], { entries: 2 }), answers(['abcd'], { nameBytes: 3 }), answers(['a', 'b'], { totalBytes: 1 }), answers(['a'], { fileBytes: 1 })],
    ['admitted', 'limit', 'limit', 'limit', 'admitted'],
  );
});

async function* cutAt(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

test('a tar is the same however its bytes are cut into pieces', async () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 5 });
  await fc.assert(fc.asyncProperty(bodies, fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 }), async (members, sizes) => {
    const tar = rawTar(members.map((body, index) => ({ name: `f${index}`, body })));
    const read: Buffer[] = [];
    for await (const { bytes } of tarEntries(cutAt(tar, sizes), new EntryJudge(limits))) {
      const pieces = [];
      for await (const piece of bytes) pieces.push(piece);
      read.push(Buffer.concat(pieces));
    }
    assert.deepEqual(read, members.map((body) => Buffer.from(body)));
  }), { numRuns: 50 });
});

test('bytes that are no tar are refused with a code, never with a bug (S-16)', async () => {
  const noise = fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.tuple(fc.nat({ max: 1535 }), fc.nat({ max: 255 })).map(([at, byte]) => {
    const tar = Buffer.from(rawTar([{ name: 'a', body: 'x' }]));
    tar[at] = byte;
    return new Uint8Array(tar);
  }));
  await fc.assert(fc.asyncProperty(noise, async (bytes) => {
    try {
      for await (const { size } of tarEntries(cutAt(Buffer.from(bytes), [512]), new EntryJudge(limits))) assert.ok(size >= 0);
    } catch (failure) {
      assert.ok(failure instanceof RunkeepError, String(failure));
    }
  }), { numRuns: 300 });
});
