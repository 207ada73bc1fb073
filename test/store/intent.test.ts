import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { IntentKind } from '../../daemon/api/intent.js';
import { IntentJournal } from '../../daemon/store/intent.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { Child } from '../support/child.js';
import { tempFolder } from '../support/temp-folder.js';
import { noteKind, noteSteps, type Note } from './note-kind.js';

interface Place { readonly folder: string; readonly staging: string; readonly database: SqlDatabase; readonly journal: (kind: IntentKind<Note>) => IntentJournal; readonly told: () => Promise<unknown> }

async function place(t: TestContext): Promise<Place> {
  const folder = tempFolder(t);
  const staging = join(folder, '.runkeep', 'staging');
  mkdirSync(dirname(staging));
  mkdirSync(join(folder, 'docs'));
  const clock = new ManualClock();
  const database = await openDatabase({ database: join(folder, 'runkeep.db') }, quietLog, clock);
  atEnd(t, () => database.close());
  await database.write(async (transaction) => {
    await transaction.schema.createTable('notes', (table) => {
      table.text('path').primary();
      table.text('text');
    });
    await transaction.schema.createTable('reserved', (table) => void table.text('path').primary());
  });
  return {
    folder, staging, database,
    journal: (kind) => {
      const journal = new IntentJournal(database, staging, clock, quietLog);
      journal.register(kind);
      return journal;
    },
    told: async () => ({
      files: Object.fromEntries(readdirSync(join(folder, 'docs')).map((name) => [name, readFileSync(join(folder, 'docs', name), 'utf8')])),
      rows: Object.fromEntries((await database.reader<{ path: string; text: string }>('notes').select()).map((row) => [row.path.slice(folder.length + 6), row.text])),
      left: [await database.reader('reserved').pluck('path'), await database.reader('daemon_intents').pluck('id'), existsSync(staging) ? readdirSync(staging) : []],
    }),
  };
}

const nothing = [[], [], []];

test('a file and its row appear together, the file 0600 and whole (REL-30)', async (t) => {
  const { folder, journal, told } = await place(t);
  const kind = noteKind();
  const intents = journal(kind);
  await intents.run(kind, { path: join(folder, 'docs', 'a'), text: 'one', how: 'create' });
  await intents.run(kind, { path: join(folder, 'docs', 'b'), text: 'old', how: 'replace' });
  await intents.run(kind, { path: join(folder, 'docs', 'b'), text: 'new', how: 'replace' });
  assert.deepEqual(await told(), { files: { a: 'one', b: 'new' }, rows: { a: 'one', b: 'new' }, left: nothing });
  await intents.run(kind, { path: join(folder, 'docs', 'a'), text: '', how: 'remove' });
  assert.deepEqual(await told(), { files: { b: 'new' }, rows: { b: 'new' }, left: nothing });
});

test('a name that is taken is a conflict, and the one who has it keeps it (REL-33)', async (t) => {
  const { folder, journal, told } = await place(t);
  const kind = noteKind();
  const intents = journal(kind);
  const path = join(folder, 'docs', 'a');
  const results = await Promise.allSettled(['first', 'second', 'third'].map((text) => intents.run(kind, { path, text, how: 'create' })));
  assert.deepEqual(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'done')), ['done', 'taken', 'taken']);
  assert.deepEqual(await told(), { files: { a: 'first' }, rows: { a: 'first' }, left: nothing });
});

for (const step of noteSteps) {
  test(`a write that fails at "${step}" leaves everything as it was`, async (t) => {
    const { folder, journal, told } = await place(t);
    let failing = '';
    const kind = noteKind((name) => { if (name === failing) throw new Error(`failed at ${name}`); });
    const intents = journal(kind);
    const path = join(folder, 'docs', 'a');
    await intents.run(kind, { path, text: 'old', how: 'create' });
    const before = await told();
    failing = step;
    for (const how of ['create', 'replace', 'remove'] as const) {
      await assert.rejects(intents.run(kind, { path: how === 'create' ? `${path}2` : path, text: 'new', how }), { message: `failed at ${step}` });
      assert.deepEqual(await told(), before, how);
    }
    failing = '';
    await intents.run(kind, { path, text: 'new', how: 'replace' });
    assert.deepEqual(await told(), { files: { a: 'new' }, rows: { a: 'new' }, left: nothing });
  });

  for (const how of ['create', 'replace', 'remove'] as const) {
    test(`after kill -9 at "${step}" of a ${how}, recovery leaves file and row of one story (REL-31)`, async (t) => {
      const { folder, journal, told } = await place(t);
      const path = join(folder, 'docs', 'a');
      const kind = noteKind();
      if (how !== 'create') await journal(kind).run(kind, { path, text: 'old', how: 'create' });
      const before = await told();
      const child = new Child(process.execPath, [fileURLToPath(new URL('intent-child.js', import.meta.url)), folder, step, JSON.stringify({ path, text: 'new', how })]);
      assert.deepEqual(await child.ended, { code: null, signal: 'SIGKILL' }, child.stderr);
      const intents = journal(kind);
      await intents.recover();
      await intents.recover();
      // A removal is finished once its staging folder is whole; everything else is undone.
      const isFinished = how === 'remove' && ['commit', 'committed'].includes(step);
      assert.deepEqual(await told(), isFinished ? { files: {}, rows: {}, left: nothing } : before);
      await intents.run(kind, { path: `${path}2`, text: 'after', how: 'create' });
    });
  }
}

test('an intent of a plugin that is not loaded stays for the day it is', async (t) => {
  const { database, journal, told } = await place(t);
  await database.write((transaction) => transaction('daemon_intents').insert([{ id: 'x', kind: 'other.thing', facts: '{}', created_at: 1 }, { id: 'y', kind: 'test.note', facts: '{"torn', created_at: 2 }]));
  await journal(noteKind()).recover();
  assert.deepEqual(((await told()) as { left: unknown[] }).left[1], ['x', 'y']);
});

test('a folder that takes no file is an error with a hint, and nothing is left behind', { skip: process.getuid?.() === 0 ? 'root may write everywhere' : false }, async (t) => {
  const { folder, journal, told } = await place(t);
  const kind = noteKind();
  chmodSync(join(folder, 'docs'), 0o500);
  atEnd(t, () => chmodSync(join(folder, 'docs'), 0o700));
  await assert.rejects(journal(kind).run(kind, { path: join(folder, 'docs', 'a'), text: 'x', how: 'create' }), { code: 'unreadable' });
  assert.deepEqual(await told(), { files: {}, rows: {}, left: nothing });
});

test('a folder that is not there is an error, and nothing is left behind', async (t) => {
  const { folder, journal, told } = await place(t);
  const kind = noteKind();
  await assert.rejects(journal(kind).run(kind, { path: join(folder, 'missing', 'a'), text: 'x', how: 'create' }), { code: 'io-error' });
  assert.deepEqual(await told(), { files: {}, rows: {}, left: nothing });
});

test('a symbolic link in the place of a document is replaced, never followed (REL-16)', async (t) => {
  const { folder, journal, told } = await place(t);
  const kind = noteKind();
  writeFileSync(join(folder, 'victim'), 'untouched');
  symlinkSync(join(folder, 'victim'), join(folder, 'docs', 'a'));
  await journal(kind).run(kind, { path: join(folder, 'docs', 'a'), text: 'ours', how: 'replace' });
  assert.deepEqual([readFileSync(join(folder, 'victim'), 'utf8'), (await told() as { files: unknown }).files], ['untouched', { a: 'ours' }]);
});

test('staged files of writes that are no more are swept at start, and foreign ones left (REL-32)', async (t) => {
  const { staging, journal } = await place(t);
  for (const name of ['intent-00000000-0000-4000-8000-000000000000.part', 'intent-00000000-0000-4000-8000-000000000001', 'upload-1']) {
    mkdirSync(join(staging, name), { recursive: true });
    writeFileSync(join(staging, name, 'file'), 'x');
  }
  await journal(noteKind()).recover();
  assert.deepEqual(readdirSync(staging), ['upload-1']);
});
