import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ValueKind } from '../../daemon/api/event-block.js';
import type { SeriesOverview } from '../../daemon/api/metrics.js';
import { atEnd } from '../support/at-end.js';
import { Random } from '../support/random.js';
import { blockOf, type PlainRow } from './event-blocks.js';
import { appendRows, openedStore } from './opened-store.js';
import { plainBuckets, plainInfo, plainPoints } from './plain-twin.js';
import { sameBuckets } from './same-buckets.js';

const id = 'experiment-1';
const file = 'events.jsonl';
const names = ['loss', 'Loss', '', '__proto__', 'constructor', 'a/b.c d', 'x\ny', '\ud800', '"\ud800"', '\ufffd', 'e\u0301', '\u00e9', 'n\0l'];
const stages = [null, 'train', 'eval', '"', '\udc00'];

function randomRows(random: Random, count: number): PlainRow[] {
  let step = 0;
  let ts = 1_700_000_000;
  // Half of the files log the same names at every row, which takes another way through the writer.
  const always = random.next() < 0.5 ? { used: names.filter(() => random.next() < 0.3), stage: random.pick(stages) } : undefined;
  return Array.from({ length: count }, () => {
    step = random.pick([step + 1, step + 1, step, step - 3, 0]);
    ts += random.next();
    const used = always?.used ?? names.filter(() => random.next() < 0.4);
    return { ts, step: random.next() < 0.1 ? null : step, stage: always === undefined ? random.pick(stages) : always.stage, values: used.map((name) => [name, ...randomValue(random)] as const) };
  });
}

function randomValue(random: Random): [number, ValueKind] {
  const choice = random.next();
  if (choice < 0.1) return [random.pick([NaN, Infinity, -Infinity, -0]), ValueKind.float];
  if (choice < 0.3) return [random.between(-5, 5), ValueKind.int];
  if (choice < 0.35) return [random.between(0, 1), ValueKind.bool];
  if (choice < 0.4) return [random.pick([2 ** 64, Infinity]), ValueKind.bigint];
  return [random.next() * 10 - 5, ValueKind.float];
}

async function seeded(t: TestContext, seed: number, act: (random: Random) => Promise<void>): Promise<void> {
  t.diagnostic(`seed ${seed}`);
  await act(new Random(seed));
}

test('sums, points and overviews are those of a plain twin, sealed or not, whole or in parts (ENG-01, 02, 03)', async (t) => {
  await seeded(t, Date.now() % 1e6, async (random) => {
    const { writer, metrics } = await openedStore(t);
    const stream = writer.open(id, file);
    const rows: PlainRow[] = [];
    for (let round = 0; round < 12; round++) {
      const fresh = randomRows(random, random.pick([1, 2, 30, 200, 4096, 5000]));
      rows.push(...fresh);
      appendRows(writer, stream, fresh);
      const before = await told(metrics, random);
      assert.deepEqual(before.series, twinSeries(rows));
      for (const { query, answer } of before.overviews) checkOverview(rows, query, answer);
      if (random.next() < 0.6) writer.seal(stream);
      assert.deepEqual(await told(metrics, random, before.overviews), before, 'sealed, not committed');
      if (random.next() < 0.6) writer.commit();
      assert.deepEqual(await told(metrics, random, before.overviews), before, 'committed');
      if (random.next() < 0.2) assert.deepEqual(await points(metrics), twinPoints(rows));
    }
    assert.deepEqual(await points(metrics), twinPoints(rows));
  });
});

type Metrics = Awaited<ReturnType<typeof openedStore>>['metrics'];
type Query = Omit<Parameters<Metrics['overview']>[0], 'experimentId'>;
interface Asked { readonly query: Query; readonly answer: SeriesOverview[] }

async function told(metrics: Metrics, random: Random, again?: readonly Asked[]): Promise<{ series: unknown; counts: unknown; cursor: string; overviews: Asked[] }> {
  const overviews: Asked[] = [];
  for (const query of again?.map((one) => one.query) ?? queries(random)) overviews.push({ query, answer: await metrics.overview({ experimentId: id, ...query }) });
  return { series: bySeries(await metrics.series(id)), counts: await metrics.counts(id), cursor: await metrics.cursor(id), overviews };
}

function queries(random: Random): Query[] {
  const axis = random.pick(['step', 'relative', 'time'] as const);
  const from = axis === 'step' ? random.between(-50, 50) : axis === 'time' ? 1_700_000_000 + random.next() * 50 : random.next() * 50;
  return [
    { axis, width: random.between(1, 300) },
    { axis, width: random.between(1, 50), names: [random.pick(names)], stages: [random.pick(stages)] },
    { axis, width: random.between(2, 50), from, to: from + random.next() * 100 },
  ];
}

function bySeries<T extends { name: string; stage: string | null }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((one): [string, T] => [JSON.stringify([one.name, one.stage]), one]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keysOf(rows: readonly PlainRow[]): { name: string; stage: string | null }[] {
  const keys = rows.flatMap((row) => row.values.map(([name]) => ({ name, stage: row.stage })));
  return [...bySeries(keys).values()];
}

function twinSeries(rows: readonly PlainRow[]): unknown {
  return bySeries(keysOf(rows).map(({ name, stage }) => plainInfo(rows, file, name, stage)));
}

async function points(metrics: Metrics): Promise<unknown> {
  return bySeries(await metrics.points({ experimentId: id }));
}

function twinPoints(rows: readonly PlainRow[]): unknown {
  return bySeries(keysOf(rows).map(({ name, stage }) => {
    const all = plainPoints(rows, name, stage);
    const floats = (of: (point: (typeof all)[number]) => number): Float64Array => Float64Array.from(all, of);
    return { file, name, stage, row: floats((p) => p.row), step: floats((p) => p.step ?? NaN), ts: floats((p) => p.ts), value: floats((p) => p.value), kind: Uint8Array.from(all, (p) => p.kind) };
  }));
}

function checkOverview(rows: readonly PlainRow[], query: Query, answer: readonly SeriesOverview[]): void {
  const origin = Math.min(...rows.map((row) => row.ts));
  for (const one of answer) {
    const expected = plainBuckets(plainPoints(rows, one.name, one.stage), query.axis, { low: query.from ?? -Infinity, high: query.to ?? Infinity, origin }, one.bucketWidth);
    sameBuckets(one, expected, `${JSON.stringify(query)} ${JSON.stringify(one.name)}`);
    assert.ok(Number.isInteger(Math.log2(one.bucketWidth)));
    assert.ok(one.x.length <= Math.max(2, query.width));
  }
  const wanted = keysOf(rows).filter(({ name, stage }) => (query.names?.includes(name) ?? true) && (query.stages?.includes(stage) ?? true));
  assert.deepEqual([...bySeries(answer).keys()], [...bySeries(wanted).keys()]);
}

test('rows that are alike but for their stage or a kind, or hold a name twice, come back in file order (ENG-01)', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  const staged = Array.from({ length: 10 }, (_, i): PlainRow => ({ ts: i, step: i, stage: i % 3 === 0 ? 'train' : null, values: [['a', i], ['b', i + 0.5]] }));
  const kinds = Array.from({ length: 10 }, (_, i): PlainRow => ({ ts: i, step: i, stage: null, values: [['a', i, i === 7 ? ValueKind.int : ValueKind.float], ['b', i]] }));
  const twice = Array.from({ length: 10 }, (_, i): PlainRow => ({ ts: i, step: i, stage: null, values: [['a', i], ['a', -i]] }));
  const rows: PlainRow[] = [];
  for (const fresh of [staged, kinds, twice]) {
    appendRows(writer, stream, fresh);
    rows.push(...fresh);
    assert.deepEqual(await points(metrics), twinPoints(rows));
    writer.seal(stream);
    assert.deepEqual(await points(metrics), twinPoints(rows));
    writer.commit();
    assert.deepEqual(await points(metrics), twinPoints(rows));
    assert.deepEqual(bySeries(await metrics.series(id)), twinSeries(rows));
  }
});

test('rows that were sealed a few at a time lie in few blocks', async (t) => {
  const { writer, database, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  for (let i = 0; i < 500; i++) {
    appendRows(writer, stream, [row(i)]);
    writer.seal(stream);
    writer.commit();
  }
  const blocks = database.sql.all<{ rows: number }>('select rows from metric_blocks order by no').map((block) => block.rows);
  assert.equal(blocks.reduce((sum, rows) => sum + rows), 500);
  assert.ok(blocks.length < 12, `${blocks.length} blocks`);
  assert.deepEqual((await metrics.points({ experimentId: id }))[0]?.value, Float64Array.from({ length: 500 }, (_, i) => i));
});

test('a replaced file begins a new generation and nothing of the old one stays (DISK-36)', async (t) => {
  const { writer, database, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, Array.from({ length: 5000 }, (_, i) => row(i, 'old')));
  writer.commit();
  appendRows(writer, stream, [row(1, 'old')]);
  writer.restart(stream, '1', '3');
  assert.equal(await metrics.cursor(id), 'events.jsonl:2:0');
  appendRows(writer, stream, [row(7, 'new')]);
  const before = await metrics.series(id);
  writer.commit();
  assert.deepEqual(await metrics.series(id), before);
  assert.deepEqual(before.map((series) => [series.name, series.points]), [['new', 1]]);
  assert.equal(await metrics.cursor(id), 'events.jsonl:2:1');
  assert.deepEqual(database.sql.all('select * from metric_chunks'), []);
});

test('a database that was not closed holds what was committed, and the cursor says where to go on (DISK-35)', async (t) => {
  const { writer, line, database } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, Array.from({ length: 4096 }, (_, i) => row(i)));
  writer.commit();
  appendRows(writer, stream, Array.from({ length: 4096 }, (_, i) => row(4096 + i)));
  line.close();
  const { openLineStore } = await import('../../daemon/store/open-line-store.js');
  const again = openLineStore(database.path);
  atEnd(t, () => again.close());
  assert.deepEqual(again.writer.open(id, file).cursor, { generation: 1, dev: '1', inode: '2', offset: 409_600, headHash: 'hash-409600' });
});

test('points from a row on, and no more rows than asked for', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, Array.from({ length: 9000 }, (_, i) => row(i)));
  const [part] = await metrics.points({ experimentId: id, fromRow: { [file]: 4000 }, limit: 200 });
  assert.deepEqual([part?.row[0], part?.row.at(-1), part?.row.length], [4000, 4199, 200]);
  assert.deepEqual(await metrics.points({ experimentId: id, fromRow: { [file]: 9000 } }), []);
});

test('an answer of too many buckets or points is refused, not computed (LIM-17)', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  const values = Array.from({ length: 1000 }, (_, i) => [`m${i}`, i] as const);
  appendRows(writer, stream, [{ ...row(0), values }, { ...row(5000), values }]);
  await assert.rejects(metrics.overview({ experimentId: id, axis: 'step', width: 4000 }), { code: 'narrow-the-range' });
  await assert.rejects(metrics.overview({ experimentId: id, axis: 'step', width: 10, from: 5, to: 4 }), { code: 'bad-range' });
});

test('values that are no numbers and rejects are kept once, whatever is replayed', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const texts = [{ offset: 0, name: '\ud800', stage: 'train', step: null, ts: 5, kind: 'string' as const, text: '"x"' }, { offset: 0, name: 'n', stage: null, step: 3, ts: 5, kind: 'bigint' as const, text: '18446744073709551616' }];
  const rejects = [{ offset: 60, length: 20, reason: 'torn' as const, sample: Uint8Array.of(1, 2) }];
  const block = blockOf([row(1)], 0, { texts, rejects });
  const stream = writer.open(id, file);
  writer.append(stream, block, '1', '2', () => '');
  writer.commit();
  writer.rollback();
  writer.append(writer.open(id, file), block, '1', '2', () => '');
  writer.commit();
  assert.deepEqual(await metrics.texts(id), texts.map((text) => ({ ...text, file })));
  assert.deepEqual(await metrics.textCounts(id), [{ name: '\ud800', kind: 'string', count: 1 }, { name: 'n', kind: 'bigint', count: 1 }]);
  const found = await metrics.rejects(id, 10, 0);
  assert.deepEqual({ ...found, rejects: found.rejects.map((reject) => ({ ...reject, sample: [...reject.sample] })) }, { total: 1, rejects: [{ file, offset: 60, length: 20, reason: 'torn', sample: [1, 2] }] });
});

test('the 10,001st reject of a file is only counted (LIM-04)', async (t) => {
  const { writer, metrics, database } = await openedStore(t);
  const rejects = Array.from({ length: 10_001 }, (_, i) => ({ offset: i, length: 1, reason: 'torn' as const, sample: new Uint8Array(0) }));
  writer.append(writer.open(id, file), blockOf([], 0, { rejects, to: 20_000 }), '1', '2', () => '');
  writer.commit();
  assert.equal((await metrics.rejects(id, 1, 0)).total, 10_001);
  assert.equal(database.sql.get<{ n: number }>('select count(*) as n from ingest_rejects')?.n, 10_000);
});

test('series beyond the limit are refused by event, and the others go on (LIM-03)', async (t) => {
  const { writer, metrics } = await openedStore(t, { seriesLimit: 2 });
  appendRows(writer, writer.open(id, file), [{ ...row(1), values: [['a', 1], ['b', 2], ['c', 3], ['d', 4]] }, { ...row(2), values: [['c', 3], ['a', 5]] }]);
  writer.commit();
  assert.deepEqual((await metrics.series(id)).map((series) => [series.name, series.points]), [['a', 2], ['b', 1]]);
  const { rejects, total } = await metrics.rejects(id, 10, 0);
  assert.deepEqual([total, rejects.map((reject) => [reject.offset, reject.reason])], [2, [[0, 'series-limit'], [100, 'series-limit']]]);
});

test('a damaged chunk is named and costs only its own series its block (ENG-06)', async (t) => {
  const { writer, line, metrics } = await openedStore(t);
  appendRows(writer, writer.open(id, file), Array.from({ length: 4096 }, (_, i) => ({ ...row(i), values: [['good', i], ['bad', i]] as const })));
  writer.commit();
  line.sql.run("update metric_chunks set data = zeroblob(50) where key = (select max(key) from metric_chunks)");
  writer.commit();
  const found = await metrics.points({ experimentId: id });
  assert.deepEqual(found.map((series) => [series.name, series.value.length, series.damagedChunks]), [['good', 4096, undefined], ['bad', 0, 1]]);
  assert.deepEqual(await metrics.damage(id), [{ file, block: 0, series: { name: 'bad', stage: null }, what: 'unknown layout 0' }]);
});

test('a dropped experiment leaves nothing, and its neighbour everything', async (t) => {
  const { writer, metrics, database } = await openedStore(t);
  for (const each of [id, 'other']) appendRows(writer, writer.open(each, file), Array.from({ length: 4096 }, (_, i) => row(i)));
  writer.commit();
  const before = await metrics.series('other');
  writer.drop(id);
  writer.commit();
  assert.deepEqual([await metrics.series(id), await metrics.counts(id), await metrics.cursor(id)], [[], [], '']);
  assert.deepEqual(await metrics.series('other'), before);
  assert.equal(database.sql.get<{ n: number }>('select count(distinct key >> 20) as n from metric_chunks')?.n, 1);
});

test('changed tells absolute totals once, and a closed stream is seen until its rows are committed', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, [row(1), { ...row(2), values: [['m', NaN]] }]);
  assert.deepEqual(writer.changed(id), [{ file: 'events.jsonl', name: 'm', stage: null, points: 2, last: NaN, lastStep: 2, lastTs: 2, min: 1, minStep: 1, max: 1, maxStep: 1 }]);
  assert.deepEqual(writer.changed(id), []);
  writer.close(stream);
  assert.equal((await metrics.series(id))[0]?.points, 2);
  writer.commit();
  assert.equal((await metrics.series(id))[0]?.points, 2);
  assert.deepEqual(writer.unsealed(id), []);
  assert.throws(() => writer.seal(stream), /open it again/);
});

function row(i: number, name = 'm'): PlainRow {
  return { ts: i, step: i, stage: null, values: [[name, i]] };
}

test('the size of a file that was noted is kept when its stream is closed', async (t) => {
  const { writer, metrics } = await openedStore(t);
  const stream = writer.open(id, file);
  appendRows(writer, stream, [row(1)]);
  writer.seal(stream);
  writer.noteSize(stream, 137);
  writer.close(stream);
  writer.commit();
  assert.deepEqual((await metrics.counts(id)).map(({ offset, size }) => [offset, size]), [[100, 137]]);
});
