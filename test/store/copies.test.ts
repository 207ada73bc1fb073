import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { ThreadedCopies } from '../../daemon/store/threaded-copies.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

const signal = new AbortController().signal;
const tell = (): void => undefined;

async function opened(t: TestContext): Promise<SqlDatabase> {
  const database = await openDatabase(openRoot(tempFolder(t)), quietLog, systemClock);
  atEnd(t, () => database.close());
  await database.write((transaction) => transaction.schema.createTable('notes', (table) => {
    table.integer('n');
    table.text('text');
  }));
  return database;
}

const add = (database: SqlDatabase, n: number): Promise<unknown> => database.write((transaction) => transaction('notes').insert({ n, text: 'x'.repeat(2000) }));

test('a copy made while others commit is one moment: a prefix of the commits, and all from before it began (REL-70)', async (t) => {
  const database = await opened(t);
  for (let n = 0; n < 1000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, index) => add(database, n + index)));
  const to = join(tempFolder(t), 'copy');
  const copying = new ThreadedCopies(database.path).copy(to, { signal, tell });
  const progress = { isOver: false };
  void copying.finally(() => (progress.isOver = true)).catch(() => undefined);
  let written = 1000;
  for (; !progress.isOver; written++) {
    await add(database, written);
    // commits alone leave the thread no turn to be heard
    await new Promise((turn) => setImmediate(turn));
  }
  const copy = await copying;
  atEnd(t, () => copy.close());
  const rows = await copy.rows<{ n: number }>(database.reader('notes').select('n').orderBy('n'));
  assert.deepEqual(rows.map(({ n }) => n), Array.from({ length: rows.length }, (_, n) => n));
  assert.ok(rows.length >= 1000 && rows.length <= written, `${rows.length} of ${written}`);
});

test('a copy is one private file whose hash is told, readable where nobody may write', async (t) => {
  const database = await opened(t);
  await add(database, 1);
  const folder = tempFolder(t);
  const copy = await new ThreadedCopies(database.path).copy(join(folder, 'copy'), { signal, tell });
  copy.close();
  const bytes = readFileSync(join(folder, 'copy'));
  const alone = new SqliteDatabase(join(folder, 'copy'), { readonly: true });
  atEnd(t, () => alone.close());
  assert.deepEqual([copy.sha256, copy.size, statSync(join(folder, 'copy')).mode & 0o777, alone.pragma('journal_mode', { simple: true }), readdirSync(folder)], [sha256(bytes), bytes.length, 0o600, 'delete', ['copy']]);
});

test('a copy that is called off, or cannot be written, leaves nothing', async (t) => {
  const database = await opened(t);
  const folder = tempFolder(t);
  const stop = new AbortController();
  const copying = new ThreadedCopies(database.path).copy(join(folder, 'copy'), { signal: stop.signal, tell });
  stop.abort(new Error('called off'));
  await assert.rejects(copying, /called off/);
  writeFileSync(join(folder, 'file'), 'x');
  await assert.rejects(new ThreadedCopies(database.path).copy(join(folder, 'file/copy'), { signal, tell }), { code: 'database-not-copied' });
  assert.deepEqual([readdirSync(folder), existsSync(join(folder, 'copy'))], [['file'], false]);
});
