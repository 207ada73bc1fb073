import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Clock } from '../../daemon/api/clock.js';
import { RunDocuments } from '../../daemon/ingest/documents.js';
import { tempFolder } from '../support/temp-folder.js';

const listed = new Set(['meta.json', 'status.json']);

/** A run directory whose clock a test moves; wall time is the real one, since files have it. */
function opened(t: TestContext): { folder: string; documents: RunDocuments; pass: (ms: number) => void; told: () => unknown[] } {
  const folder = tempFolder(t);
  let ms = 0;
  const clock: Clock = { now: () => Date.now() / 1000, monotonic: () => ms, after: () => () => undefined, every: () => () => undefined };
  const documents = new RunDocuments(folder, { names: ['meta.json', 'status.json'], mostBytes: 1000, settleMs: 200, clock });
  return { folder, documents, pass: (more) => (ms += more), told: () => [...documents.all.values()].map(({ name, state, value }) => [name, state, value]) };
}

test('documents are read once, and again when they change', (t) => {
  const { folder, documents, told } = opened(t);
  writeFileSync(join(folder, 'meta.json'), '{"a": 1}');
  assert.equal(documents.look(listed), true);
  assert.deepEqual(told().map((one) => JSON.stringify(one)), ['["meta.json","ok",{"a":1}]', '["status.json","missing",null]']);
  assert.equal(documents.look(listed), false);
  writeFileSync(join(folder, 'meta.json'), '{"a": 22}');
  assert.equal(documents.look(listed), true);
});

test('an empty or cut document is given 200 ms, then the last good copy is kept and its state is told (DISK-11)', (t) => {
  const { folder, documents, pass, told } = opened(t);
  const path = join(folder, 'status.json');
  writeFileSync(path, '"good"');
  documents.look(listed);
  writeFileSync(path, '');
  assert.deepEqual([documents.look(listed), documents.isSettled], [false, false]);
  writeFileSync(path, '{"cut');
  pass(150);
  assert.deepEqual([documents.look(listed), told()[1]], [false, ['status.json', 'ok', 'good']]);
  pass(50);
  assert.deepEqual([documents.look(listed), documents.isSettled, told()[1]], [true, true, ['status.json', 'invalid', 'good']]);
});

test('a document that is whole again within that time was never told as damaged (DISK-11)', (t) => {
  const { folder, documents, pass, told } = opened(t);
  const path = join(folder, 'status.json');
  writeFileSync(path, '');
  documents.look(listed);
  pass(100);
  writeFileSync(path, '"running"');
  assert.deepEqual([documents.look(listed), documents.isSettled, told().at(-1)], [true, true, ['status.json', 'ok', 'running']]);
});

test('an old damaged document is not waited for; one never read well has no value (DISK-11)', (t) => {
  const { folder, documents, told } = opened(t);
  writeFileSync(join(folder, 'meta.json'), '');
  utimesSync(join(folder, 'meta.json'), 1, 1);
  assert.deepEqual([documents.look(listed), documents.isSettled, told()[0]], [true, true, ['meta.json', 'empty', undefined]]);
});

test('a document that is deleted is missing and keeps its last value', (t) => {
  const { folder, documents, told } = opened(t);
  writeFileSync(join(folder, 'meta.json'), '1');
  documents.look(listed);
  rmSync(join(folder, 'meta.json'));
  assert.deepEqual([documents.look(listed), told()[0]], [true, ['meta.json', 'missing', 1]]);
});

test('links are not followed, directories and huge files are no documents (DISK-05)', (t) => {
  const { folder, documents, told } = opened(t);
  writeFileSync(join(folder, 'secret'), '"secret"');
  symlinkSync(join(folder, 'secret'), join(folder, 'meta.json'));
  mkdirSync(join(folder, 'status.json'));
  for (const name of ['meta.json', 'status.json']) utimesSync(join(folder, name), 1, 1);
  documents.look(listed);
  assert.deepEqual(told().map((one) => (one as unknown[])[2]), [undefined, undefined]);
  rmSync(join(folder, 'status.json'), { recursive: true });
  writeFileSync(join(folder, 'status.json'), `"${'x'.repeat(2000)}"`);
  utimesSync(join(folder, 'status.json'), 1, 1);
  documents.look(listed);
  assert.deepEqual(told()[1], ['status.json', 'invalid', undefined]);
});
