import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SqlValue } from '../../daemon/api/database.js';
import { connect } from '../../daemon/store/connection.js';
import { LineSql } from '../../daemon/store/line-sql.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { SqlMetricWriter } from '../../daemon/store/sql-metric-writer.js';
import { atEnd } from '../support/at-end.js';
import { Random } from '../support/random.js';
import type { PlainRow } from './event-blocks.js';
import { appendRows, openedStore, type OpenedStore } from './opened-store.js';

const id = 'slow';
const file = 'events.jsonl';
const full = 4096;

/** Counts the rows that are written into blocks, those that are written again included. */
class CountingSql extends LineSql {
  rows = 0;

  override run(text: string, ...values: readonly SqlValue[]): number {
    const columns = /into metric_blocks \(([^)]*)\)/.exec(text)?.[1]?.split(', ');
    if (columns !== undefined) this.rows += Number(values[columns.indexOf('rows')]);
    return super.run(text, ...values);
  }
}

const row = (i: number): PlainRow => ({ ts: i, step: i, stage: null, values: [['loss', i]] });
const rowsFrom = (from: number, count: number): PlainRow[] => Array.from({ length: count }, (_, i) => row(from + i));

function blocksOf({ database }: OpenedStore): number[] {
  return database.sql.all<{ rows: number }>('select rows from metric_blocks order by stream_id, no').map(({ rows }) => rows);
}

/** Of two neighbours the first is more than twice the second, or both together are more than a block: nothing is left to join. */
function assertJoined(blocks: readonly number[]): void {
  blocks.slice(1).forEach((rows, i) => assert.ok(blocks[i]! > 2 * rows || blocks[i]! + rows > full, `${blocks[i]} and ${rows} rows stand side by side`));
}

test('a run of 10,000 rows that is sealed after every row lies in as many blocks as one sealed at its end and log2(4096) more, each row written log2(4096) times at most', async (t) => {
  const store = await openedStore(t);
  const connection = connect(store.database.path, 'normal');
  atEnd(t, () => connection.close());
  const sql = new CountingSql(connection);
  const writer = new SqlMetricWriter(sql);
  const stream = writer.open(id, file);
  const rows = 10_000;
  for (let i = 0; i < rows; i++) {
    appendRows(writer, stream, [row(i)]);
    writer.seal(stream);
    writer.commit();
  }
  const blocks = blocksOf(store);
  assert.equal(blocks.reduce((sum, each) => sum + each), rows);
  assert.ok(blocks.length <= 2 * Math.ceil(rows / full) + Math.log2(full), `${blocks.length} blocks`);
  assert.ok(sql.rows <= rows * Math.log2(full), `${sql.rows} rows written`);
  assertJoined(blocks);
  assert.deepEqual((await store.metrics.points({ experimentId: id }))[0]?.value, Float64Array.from({ length: rows }, (_, i) => i));
});

test('whatever the sizes of the seals, over restarts and in many streams, no two blocks are left that should be one', async (t) => {
  const seed = Date.now() % 1e6;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const store = await openedStore(t);
  const files = ['events.jsonl', 'events-r1.jsonl', 'events-r2.jsonl'];
  const counts = files.map(() => 0);
  for (let start = 0; start < 6; start++) {
    const line = openLineStore(store.database.path);
    for (let round = 0; round < 40; round++) {
      const which = random.between(0, files.length - 1);
      const stream = line.writer.open(id, files[which]!);
      const count = random.pick([1, 1, 2, 7, 60, 500, 3000]);
      appendRows(line.writer, stream, rowsFrom(counts[which]!, count));
      counts[which]! += count;
      line.writer.close(stream);
      line.writer.commit();
    }
    line.close();
  }
  for (const [which, name] of files.entries()) {
    const blocks = store.database.sql.all<{ rows: number }>('select b.rows from metric_blocks b join ingest_streams s on s.id = b.stream_id where s.file = ? order by b.no', name).map(({ rows }) => rows);
    assertJoined(blocks);
    const [series] = (await store.metrics.points({ experimentId: id })).filter((one) => one.file === name);
    assert.deepEqual(series?.value, Float64Array.from({ length: counts[which]! }, (_, i) => i));
  }
});
