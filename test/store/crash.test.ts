import SqliteDatabase from 'better-sqlite3';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore, type LineStore } from '../../daemon/store/open-line-store.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { atEnd } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { Random } from '../support/random.js';
import { tempFolder } from '../support/temp-folder.js';
import { rowLength, type PlainRow } from './event-blocks.js';
import { appendRows } from './opened-store.js';

const silent = { of: async () => [] };

async function withProgress(t: TestContext): Promise<SqlDatabase> {
  const database = await openDatabase({ database: join(tempFolder(t), 'runkeep.db') }, quietLog, new ManualClock());
  atEnd(t, () => database.close());
  await database.write((transaction) => transaction.schema.createTable('progress', (table) => {
    table.integer('turn');
    table.integer('end');
  }));
  return database;
}

test('after kill -9 at random moments cursor, points, sums and shared rows are of one commit, and nothing acknowledged is lost (ENG-04)', async (t) => {
  const seed = Date.now() % 1e6;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const database = await withProgress(t);
  const metrics = new SqlMetrics(database.sql, silent, quietLog);
  for (let kill = 0; kill < 12; kill++) {
    const child = new Child(process.execPath, [fileURLToPath(new URL('crash-child.js', import.meta.url)), database.path]);
    const lines = random.between(1, 30);
    while (child.stdout.split('\n').length <= lines) await once(child.process.stdout, 'data');
    child.signal('SIGKILL');
    await child.ended;
    assert.equal(child.stderr, '');
    const told = Number(child.stdout.split('\n').at(-2));
    const [counts] = await metrics.counts('e');
    const rows = (counts?.offset ?? 0) / rowLength;
    assert.ok(rows >= told, `${rows} rows after ${told} were acknowledged`);
    const points = await metrics.points({ experimentId: 'e' });
    // A child that was killed before its first commit leaves no series.
    const plain = rows === 0 ? [] : [Float64Array.from({ length: rows }, (_, n) => n), Float64Array.from({ length: rows }, (_, n) => Math.sin(n))];
    assert.deepEqual(points.map((series) => series.value), plain);
    assert.deepEqual((await metrics.series('e')).map((series) => [series.points, series.lastStep]), plain.map(() => [rows, rows - 1]));
    assert.deepEqual([counts?.metricEvents ?? 0, counts?.lines ?? 0], [rows, rows]);
  }
  const check = new SqliteDatabase(database.path, { readonly: true });
  assert.equal(check.pragma('integrity_check', { simple: true }), 'ok');
  check.close();
});

function openLine(t: TestContext, database: SqlDatabase): LineStore {
  const line = openLineStore(database.path);
  atEnd(t, () => line.close());
  return line;
}

function noise(count: number, from = 0): PlainRow[] {
  return Array.from({ length: count }, (_, i) => ({ ts: from + i, step: from + i, stage: null, values: [['noise', Math.random()]] as const }));
}

test('a full disk fails the whole turn with a typed error, nothing of it stays, and the line goes on from its cursor (REL-48, ENG-04)', async (t) => {
  const database = await withProgress(t);
  const { writer, sql } = openLine(t, database);
  const first = writer.open('e', 'f');
  appendRows(writer, first, noise(4096));
  writer.commit();
  sql.all('pragma max_page_count = 1');
  assert.throws(() => {
    sql.run('insert into progress (turn, end) values (1, 1)');
    for (let i = 0; i < 50; i++) appendRows(writer, first, noise(4096, 4096 * (i + 1)));
    writer.commit();
  }, { family: 'no-space', code: 'no-space' });
  assert.throws(() => sql.run('insert into progress (turn, end) values (2, 2)'), { code: 'no-space' }, 'half a turn is never gone on with');
  assert.throws(() => writer.commit(), { code: 'no-space' });
  assert.throws(() => appendRows(writer, first, noise(1)), /open it again/);
  assert.deepEqual(sql.all('select * from progress'), []);

  sql.all('pragma max_page_count = 1000000');
  const again = writer.open('e', 'f');
  assert.equal(again.cursor.offset, 4096 * rowLength);
  appendRows(writer, again, noise(5000, 4096));
  sql.run('insert into progress (turn, end) values (3, 3)');
  writer.seal(again);
  writer.commit();
  const metrics = new SqlMetrics(database.sql, silent, quietLog);
  assert.deepEqual((await metrics.series('e')).map((series) => [series.points, series.lastStep]), [[9096, 9095]]);
  assert.deepEqual(database.sql.all('select turn from progress'), [{ turn: 3 }]);
});

test('a line that cannot get the write lock is busy and loses nothing (REL-41)', async (t) => {
  const database = await withProgress(t);
  const { writer, sql } = openLine(t, database);
  const other = new SqliteDatabase(database.path);
  atEnd(t, () => other.close());
  sql.all('pragma busy_timeout = 1');
  other.exec('begin immediate');
  assert.throws(() => writer.open('e', 'f'), { family: 'busy', code: 'busy' });
  other.exec('commit');
  writer.rollback();
  const stream = writer.open('e', 'f');
  appendRows(writer, stream, noise(3));
  writer.close(stream);
  writer.commit();
  assert.equal((await new SqlMetrics(database.sql, silent, quietLog).counts('e'))[0]?.metricEvents, 3);
});

test('a file replaced between the answer of the line and the read of the database is read again, not mixed (ENG-03)', async (t) => {
  const database = await withProgress(t);
  const { writer } = openLine(t, database);
  const stream = writer.open('e', 'f');
  appendRows(writer, stream, noise(10));
  let isReplaced = false;
  const racing = { of: async () => {
    const held = writer.unsealed('e');
    if (!isReplaced) {
      isReplaced = true;
      writer.restart(stream, '1', '3');
      appendRows(writer, stream, noise(2));
      writer.commit();
    }
    return held;
  } };
  const metrics = new SqlMetrics(database.sql, racing, quietLog);
  assert.deepEqual((await metrics.series('e')).map((series) => series.points), [2]);
});

test('rows sealed and committed between the answer of the line and the read of the database are counted once (ENG-03)', async (t) => {
  const database = await withProgress(t);
  const { writer } = openLine(t, database);
  const stream = writer.open('e', 'f');
  appendRows(writer, stream, noise(10));
  const racing = { of: async () => {
    const held = writer.unsealed('e');
    writer.seal(stream);
    writer.commit();
    return held;
  } };
  assert.deepEqual((await new SqlMetrics(database.sql, racing, quietLog).points({ experimentId: 'e' })).map((series) => [...series.row]), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});
