import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { OverviewQuery, SeriesOverview } from '../../daemon/api/metrics.js';
import { appendLongSeries, type Plant } from '../bench/support/long-series.js';
import { Random } from '../support/random.js';
import { appendRows, openedStore, type OpenedStore } from './opened-store.js';
import type { PlainRow } from './event-blocks.js';

const id = 'experiment-1';
const file = 'events.jsonl';
const rows = 300_000;

async function longStore(t: TestContext, plants: readonly Plant[] = []): Promise<OpenedStore> {
  const store = await openedStore(t);
  appendLongSeries(store.writer, { experimentId: id, rows, names: ['a', 'b'], seed: 5, plants });
  return store;
}

const questions: readonly OverviewQuery[] = [
  { experimentId: id, axis: 'step', width: 1000 },
  { experimentId: id, axis: 'time', width: 60 },
  { experimentId: id, axis: 'step', width: 300, from: 70_000, to: 140_001 },
  { experimentId: id, axis: 'relative', width: 1000, from: 400, to: 2000.5 },
];

async function answers({ metrics }: OpenedStore): Promise<SeriesOverview[][]> {
  const all: SeriesOverview[][] = [];
  for (const question of questions) all.push(await metrics.overview(question));
  // Sums may differ in their last bits with what was folded together before.
  return all.map((series) => series.map((one) => ({ ...one, sum: one.sum.map((sum) => Number(sum.toPrecision(9))) })));
}

test('every planted spike and NaN is in every picture of its place, at its exact step, at every zoom and width (ENG-02)', async (t) => {
  const seed = Date.now() % 1e6;
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const plants = Array.from({ length: 60 }, (_, i) => ({ step: i * 5000 + random.between(0, 4999), value: i % 3 === 0 ? NaN : 1000 + i }));
  const { metrics } = await longStore(t, plants);
  for (let round = 0; round < 300; round++) {
    const plant = random.pick(plants);
    const span = 10 ** (random.next() * 5.4);
    const from = plant.step - random.next() * span;
    const [one] = await metrics.overview({ experimentId: id, names: ['a'], axis: 'step', width: random.pick([1, 2, 10, 100, 1000, 4000]), from, to: from + span });
    assert.ok(one !== undefined);
    const bucket = one.x.findIndex((x) => x <= plant.step && plant.step < x + one.bucketWidth);
    const own = plants.filter(({ step }) => step >= (one.x[bucket] ?? NaN) && step < (one.x[bucket] ?? NaN) + one.bucketWidth);
    const highest = own.reduce<Plant | undefined>((best, each) => (each.value > (best?.value ?? 0) ? each : best), undefined);
    assert.equal(one.nan[bucket], own.filter(({ value }) => Number.isNaN(value)).length);
    if (highest !== undefined) assert.deepEqual([one.max[bucket], one.maxX[bucket]], [highest.value, highest.step]);
  }
});

test('a damaged summary is named, and the answer is read from what lies below it (ENG-06)', async (t) => {
  const store = await longStore(t);
  const { line, metrics, database } = store;
  const before = await answers(store);
  const keys = database.sql.all<{ key: number; data: Uint8Array }>('select key, data from metric_summaries order by key');
  const random = new Random(7);
  for (const spoil of [(data: Uint8Array) => data.subarray(0, data.length >> 1), (data: Uint8Array) => data.map((byte, i) => (i === 40 ? byte ^ 16 : byte)), () => new Uint8Array(0), (data: Uint8Array) => data.map(() => random.between(0, 255))]) {
    for (const { key, data } of keys) line.sql.run('update metric_summaries set data = ? where key = ?', random.next() < 0.3 ? spoil(data) : data, key);
    store.writer.commit();
    assert.deepEqual(await answers(store), before);
  }
  const damage = await metrics.damage(id);
  assert.ok(damage.length > 10 && damage.every(({ what, series }) => what.startsWith('summary of level ') && series !== null), JSON.stringify(damage[0]));
  line.sql.run('update metric_summaries set data = (select data from metric_summaries where key = ?)', keys[3]?.key ?? 0);
  store.writer.commit();
  assert.deepEqual(await answers(store), before, 'the summary of another unit');
  line.sql.run('delete from metric_summaries');
  store.writer.commit();
  assert.deepEqual(await answers(store), before, 'without any');
});

test('units are summed once their blocks can no longer be joined, and nothing of them stays when the stream is emptied', async (t) => {
  const store = await longStore(t);
  const { writer, database } = store;
  assert.deepEqual(database.sql.all('select level, count(*) as n from metric_units group by level'), [{ level: 1, n: 4 }]);
  const perLevel = (): unknown => database.sql.all('select (key >> 20) & 3 as level, count(*) as n from metric_summaries group by 1');
  assert.deepEqual(perLevel(), [{ level: 0, n: 73 * 4 }, { level: 1, n: 16 }]);
  writer.restart(writer.open(id, file), '1', '9');
  writer.commit();
  assert.deepEqual([perLevel(), database.sql.all('select * from metric_units')], [[], []]);
});

test('a block that is taken back takes its summaries along', async (t) => {
  const { writer, database } = await openedStore(t);
  const stream = writer.open(id, file);
  for (let round = 0; round < 40; round++) {
    appendRows(writer, stream, Array.from({ length: 600 }, (_, i): PlainRow => ({ ts: round * 600 + i, step: round * 600 + i, stage: null, values: [['m', i]] })));
    writer.seal(stream);
    writer.commit();
    const blocks = database.sql.all<{ no: number }>('select no from metric_blocks where rows >= 512 order by no').map(({ no }) => no);
    const summed = database.sql.all<{ no: number }>('select distinct key & 1048575 as no from metric_summaries where (key >> 20) & 3 = 0 order by no').map(({ no }) => no);
    assert.deepEqual(summed, blocks);
  }
});

test('a question that nobody waits for is not answered (ENG-08)', async (t) => {
  const { metrics } = await longStore(t);
  const signal = AbortSignal.abort(new RangeError('gone'));
  await assert.rejects(metrics.overview({ experimentId: id, axis: 'step', width: 100, signal }), { message: 'gone' });
});

test('many series by name cost no more than those series, whatever else the experiment has', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const names = Array.from({ length: 200 }, (_, i) => `m${i}`);
  appendRows(writer, writer.open(id, file), Array.from({ length: 10 }, (_, i): PlainRow => ({ ts: i, step: i, stage: null, values: names.map((name) => [name, i] as const) })));
  for (const asked of [['m7'], ['m7', 'm199', 'no such name'], names.slice(0, 70)]) {
    const found = await metrics.overview({ experimentId: id, axis: 'step', width: 10, names: asked });
    assert.deepEqual(found.map(({ name }) => name), asked.filter((name) => names.includes(name)));
  }
  writer.seal(writer.open(id, file));
  writer.commit();
  assert.deepEqual((await metrics.overview({ experimentId: id, axis: 'step', width: 10, names: ['m7', 'm8', 'm100'] })).map(({ name, count }) => [name, count.length]), [['m7', 10], ['m8', 10], ['m100', 10]]);
});
