import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import BetterSqlite from 'better-sqlite3';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import { openedLine } from '../ingest/opened-line.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';
import { appendRows, openedStore } from './opened-store.js';

const id = 'experiment-1';
const file = 'events.jsonl';
const rows = Array.from({ length: 40 }, (_, i) => ({ ts: 1.79e9 + i / 3, step: i, stage: null, values: [['good', Math.sin(i)], ['bad', Math.fround(Math.cos(i))]] as const }));

/** Every bit flipped, and cut at every length. */
function* broken(whole: Uint8Array): Generator<readonly [how: string, bytes: Uint8Array]> {
  const bytes = Uint8Array.from(whole);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield [`bit ${bit}`, flipped];
  }
  for (let length = 0; length < bytes.length; length++) yield [`cut at ${length}`, bytes.slice(0, length)];
}

test('a chunk with any bit flipped, or cut anywhere, is named and costs only its own series this block (ENG-06)', async (t) => {
  const { writer, line, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, rows);
  writer.seal(stream);
  writer.commit();
  const whole = await metrics.points({ experimentId: id });
  const { key, data } = line.sql.get<{ key: number; data: Uint8Array }>('select key, data from metric_chunks order by key desc limit 1')!;
  for (const [how, bytes] of broken(data)) {
    line.sql.run('update metric_chunks set data = ? where key = ?', bytes, key);
    writer.commit();
    const [good, bad] = await metrics.points({ experimentId: id });
    assert.deepEqual(good, whole[0], how);
    assert.deepEqual([bad?.name, bad?.value.length, bad?.damagedChunks], ['bad', 0, 1], how);
    assert.deepEqual((await metrics.damage(id)).map(({ what, ...where }) => [where, what.length > 0]), [[{ file, block: 0, series: { name: 'bad', stage: null } }, true]], how);
  }
  line.sql.run('update metric_chunks set data = ? where key = ?', data, key);
  writer.commit();
  assert.deepEqual(await metrics.points({ experimentId: id }), whole);
});

test('an axis with any bit flipped, or cut anywhere, is named and costs its block, no other (ENG-06)', async (t) => {
  const { writer, line, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, Array.from({ length: 4096 }, (_, i) => rows[i % rows.length]!));
  appendRows(writer, stream, rows);
  writer.seal(stream);
  writer.commit();
  const { axis } = line.sql.get<{ axis: Uint8Array }>('select axis from metric_blocks where no = 1')!;
  for (const [how, bytes] of broken(axis)) {
    line.sql.run('update metric_blocks set axis = ? where no = 1', bytes);
    writer.commit();
    assert.deepEqual((await metrics.damage(id)).map(({ block, series }) => [block, series]), [[1, null]], how);
  }
  const left = await metrics.points({ experimentId: id });
  assert.deepEqual(left.map((series) => [series.name, series.value.length, series.damagedChunks]), [['good', 4096, 1], ['bad', 4096, 1]]);
});

test('a rebuild heals a flipped bit from the run\'s own file (ENG-06)', async (t) => {
  const { folder, root, line, values } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  for (let i = 0; i < 4096; i++) run.log({ loss: Math.sin(i) }, { step: i });
  await line.scan();
  const path = join(folder, 'keep', 'runkeep.db');
  const database = await openDatabase({ database: path }, quietLog, systemClock);
  atEnd(t, () => database.close());
  const metrics = new SqlMetrics(database.sql, { of: async (experimentId) => line.unsealed(experimentId) }, quietLog);
  const before = await values(run.dir);
  assert.equal(before.length, 4096);
  const vandal = new BetterSqlite(path);
  atEnd(t, () => vandal.close());
  await until('a block is sealed', () => vandal.prepare('select count(*) from metric_chunks').pluck().get() === 1);
  const { data } = vandal.prepare('select data from metric_chunks').get() as { data: Uint8Array };
  data[data.length >> 1]! ^= 16;
  vandal.prepare('update metric_chunks set data = ?').run(data);
  assert.deepEqual((await metrics.damage(`id:${run.dir}`)).map(({ series }) => series?.name), ['loss']);
  assert.ok((await values(run.dir)).length < 4096);
  await line.rebuild([`id:${run.dir}`]);
  assert.deepEqual(await metrics.damage(`id:${run.dir}`), []);
  assert.deepEqual(await values(run.dir), before);
});
