import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Log } from '../../daemon/api/log.js';
import { ValueKind } from '../../daemon/api/event-block.js';
import { connect } from '../../daemon/store/connection.js';
import { LineSql } from '../../daemon/store/line-sql.js';
import { SealThread } from '../../daemon/store/sealing/seal-thread.js';
import { Sealing, type SealingOptions } from '../../daemon/store/sealing/sealing.js';
import { SqlMetricWriter } from '../../daemon/store/sql-metric-writer.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { appendRows, openedStore } from './opened-store.js';
import type { PlainRow } from './event-blocks.js';

const realThread = new URL('../../daemon/seal.js', import.meta.url);
const silentThread = new URL('./silent-seal.js', import.meta.url);
const noThread = new URL('./no-such-file.js', import.meta.url);

type Shape = (i: number) => PlainRow;
const shapes: readonly Shape[] = [
  (i) => ({ ts: 1_790_000_000 + i / 8, step: i, stage: 'train', values: [['loss', Math.fround(2 / (i + 1))], ['accuracy', Math.round(Math.sin(i) * 1e4) / 1e4]] }),
  (i) => ({ ts: i % 7 === 0 ? NaN : 5 * i, step: i % 3 === 0 ? null : i % 1000, stage: null, values: [['odd', [NaN, Infinity, -Infinity, -0, i][i % 5] ?? 0], ['kind', i, i % 2 === 0 ? ValueKind.int : ValueKind.float]] }),
  (i) => ({ ts: i, step: i, stage: i % 5 === 0 ? 'val' : 'train', values: i % 4 === 0 ? [['rare', i / 3], ['more', i]] : [['more', -i]] }),
  (i) => ({ ts: i, step: i, stage: null, values: Array.from({ length: 30 }, (_, n) => [`wide-${n}`, i * n] as const) }),
];
const tables = ['metric_blocks', 'metric_chunks', 'metric_series', 'metric_summaries', 'metric_units', 'ingest_streams'];

/** All that lies in the tables when every shape was written in turns of bulk. */
async function written(t: TestContext, sealing?: Sealing): Promise<unknown[][]> {
  const { database } = await openedStore(t);
  const connection = connect(database.path, 'normal');
  atEnd(t, () => connection.close());
  const writer = new SqlMetricWriter(new LineSql(connection), { sealing });
  for (const [file, shape] of shapes.entries()) {
    const stream = writer.open('e', String(file));
    const perTurn = file === 0 ? 36_000 : 4500;
    for (let from = 0; from < 2 * perTurn; from += 1500) {
      appendRows(writer, stream, Array.from({ length: 1500 }, (_, i) => shape(from + i)));
      if ((from + 1500) % perTurn === 0) writer.commit();
    }
    writer.close(stream);
    writer.commit();
  }
  return tables.map((table) => database.sql.all(`select * from ${table} order by 1, 2`));
}

function opened(t: TestContext, options: Partial<SealingOptions>): Sealing {
  const sealing = new Sealing({ entry: realThread, log: quietLog, bulkPoints: 0, ...options });
  atEnd(t, () => sealing.close());
  return sealing;
}

const part = { firstRow: 0, rows: 2000, step: new Float64Array(2000), ts: new Float64Array(2000), columns: new Map([[0, { row: Uint32Array.from({ length: 2000 }, (_, i) => i), value: new Float64Array(2000), kind: new Uint8Array(2000) }]]) };

/** Resolves when the thread takes blocks. */
async function ready(sealing: Sealing): Promise<void> {
  let encoded = sealing.begin(part);
  for (; encoded === undefined; encoded = sealing.begin(part)) await setImmediate();
  sealing.forget();
}

function keepingLog(): { readonly log: Log; readonly errors: string[] } {
  const errors: string[] = [];
  return { errors, log: { ...quietLog, error: (message) => errors.push(message) } };
}

test('what another thread encodes is the same to the byte (ENG-01)', async (t) => {
  const sealing = opened(t, {});
  await ready(sealing);
  assert.deepEqual(await written(t, sealing), await written(t));
  assert.ok(sealing.handed > 0, 'no block was handed over');
});

test('a sealing thread that never answers is given up, told of once, and nothing is missing', async (t) => {
  const { log, errors } = keepingLog();
  const sealing = opened(t, { entry: silentThread, log, patienceMs: 20 });
  await ready(sealing);
  assert.deepEqual(await written(t, sealing), await written(t));
  assert.deepEqual(errors, ['the sealing thread failed; the line encodes its blocks itself from now on']);
});

test('a sealing thread that cannot start leaves all to the line', async (t) => {
  const { log, errors } = keepingLog();
  const sealing = opened(t, { entry: noThread, log });
  assert.deepEqual(await written(t, sealing), await written(t));
  while (errors.length === 0) await setImmediate();
  assert.deepEqual([errors.length, sealing.handed], [1, 0]);
});

test('a sealing thread that has nothing to do ends, and can be started again', async (t) => {
  const thread = new SealThread({ entry: realThread, log: quietLog, idleMs: 100 });
  atEnd(t, () => thread.close());
  const seen: boolean[] = [];
  for (const isThere of [true, false, true]) {
    while ((thread.memory !== undefined) !== isThere) {
      if (isThere) thread.start();
      await setImmediate();
    }
    seen.push(isThere);
  }
  assert.deepEqual(seen, [true, false, true]);
});

test('what was handed over and is not committed is forgotten with its transaction (ENG-04)', async (t) => {
  const { database } = await openedStore(t);
  const connection = connect(database.path, 'normal');
  atEnd(t, () => connection.close());
  const sealing = opened(t, {});
  await ready(sealing);
  const writer = new SqlMetricWriter(new LineSql(connection), { sealing });
  const rows = Array.from({ length: 8000 }, (_, i) => shapes[0]!(i));
  appendRows(writer, writer.open('e', 'f'), rows);
  writer.rollback();
  assert.deepEqual(tables.map((table) => database.sql.all(`select * from ${table}`)), tables.map(() => []));
  const again = writer.open('e', 'f');
  appendRows(writer, again, rows);
  writer.commit();
  assert.deepEqual(database.sql.all('select sum(rows) as rows from metric_blocks'), [{ rows: 8000 }]);
});
