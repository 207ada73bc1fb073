import SqliteDatabase from 'better-sqlite3';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { appendRows } from './opened-store.js';

async function autoVacuum(t: TestContext, path: string): Promise<unknown> {
  const database = await openDatabase({ database: path }, quietLog, new ManualClock());
  atEnd(t, () => database.close());
  return database.sql.get('pragma auto_vacuum');
}

test('a new database can shrink', async (t) => {
  assert.deepEqual(await autoVacuum(t, join(tempFolder(t), 'runkeep.db')), { auto_vacuum: 2 });
});

test('a small one of an older kind is rewritten once, and keeps what it holds', async (t) => {
  const path = join(tempFolder(t), 'runkeep.db');
  const old = new SqliteDatabase(path);
  old.exec("pragma journal_mode = wal; create table kept (a); insert into kept values ('x')");
  old.close();
  assert.deepEqual(await autoVacuum(t, path), { auto_vacuum: 2 });
  const again = new SqliteDatabase(path, { readonly: true });
  atEnd(t, () => again.close());
  assert.deepEqual(again.prepare('select * from kept').all(), [{ a: 'x' }]);
});

test('a promise is taken back whole, and free pages are given back slice by slice', async (t) => {
  const path = join(tempFolder(t), 'runkeep.db');
  const database = await openDatabase({ database: path }, quietLog, new ManualClock());
  atEnd(t, () => database.close());
  const line = openLineStore(path);
  atEnd(t, () => line.close());
  const { writer, space } = line;
  const names = Array.from({ length: 10 }, (_, n) => `noise ${n}`);
  for (const id of ['a', 'b']) {
    const stream = writer.open(id, 'events.jsonl');
    // more than one page of pointers: a map is needed every 820 pages
    for (let round = 0; round < 14; round++) appendRows(writer, stream, Array.from({ length: 4096 }, (_, i) => ({ ts: i, step: i, stage: null, values: names.map((name) => [name, Math.random()] as const) })));
    writer.close(stream);
  }
  writer.commit();
  space.truncateLog();
  const before = statSync(path).size;
  const promise = space.promised(['a'], () => undefined);
  assert.deepEqual([promise.shrinks, promise.bytes > 100_000, database.sql.get('select count(*) as n from ingest_streams')], [true, true, { n: 2 }]);
  writer.drop('a');
  writer.commit();
  const left = space.reclaim(() => true);
  assert.ok(space.reclaim(() => true) < left, 'a slice whose time is over before it begins frees a page all the same');
  let [slices, pages] = [1, 0];
  while (space.reclaim(() => ++pages % 10 === 0) > 0) slices++;
  space.truncateLog();
  assert.ok(slices > 3, String(slices));
  assert.equal(before - statSync(path).size, promise.bytes);
});
