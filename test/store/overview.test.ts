import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Axis, OverviewQuery } from '../../daemon/api/metrics.js';
import { Random } from '../support/random.js';
import type { PlainRow } from './event-blocks.js';
import { appendRows, openedStore, type OpenedStore } from './opened-store.js';
import { plainBuckets, plainPoints } from './plain-twin.js';
import { sameBuckets } from './same-buckets.js';

const id = 'experiment-1';
const file = 'events.jsonl';

/** How x of a series moves on from row to row. */
type Walk = (random: Random, x: number, row: number) => number;
const stepWalks: readonly Walk[] = [
  (_random, x) => x + 1,
  (random, x) => x + random.between(0, 3),
  (random, x) => x + random.between(-40, 50),
  (random, x) => (random.next() < 0.0005 ? 0 : x + 1),
  (random) => random.between(-100_000, 100_000),
  (_random, x) => x - 7,
  (random, x, row) => (row === 0 ? 2 ** 53 - 1 : Math.max(-(2 ** 53) + 1, x - random.between(0, 1000))),
  (random, x) => (random.next() < 0.01 ? random.pick([-(2 ** 53) + 1, 2 ** 53 - 1, 0, -1]) : x + 1),
  () => NaN,
];
const timeWalks: readonly Walk[] = [
  (random, x) => x + random.next(),
  (_random, x) => x + 2 ** -22,
  (random, x) => (random.next() < 0.001 ? x - 5000 * random.next() : x + 0.1),
  (random, x) => (random.next() < 0.01 ? random.pick([NaN, Infinity, 1e300, -1e15, 0, -0]) : x + 1),
  () => 1_700_000_000,
];

function rowsOf(random: Random, count: number): PlainRow[] {
  const [walkStep, walkTime] = [random.pick(stepWalks), random.pick(timeWalks)];
  const noStep = random.pick([0, 0, 0.1]);
  let [step, ts] = [random.pick([0, 1, -500]), 1_700_000_000];
  return Array.from({ length: count }, (_, row) => {
    step = walkStep(random, step, row);
    const moved = walkTime(random, Number.isFinite(ts) && Math.abs(ts) < 1e12 ? ts : 1_700_000_000, row);
    ts = moved;
    const values: [string, number][] = [];
    if (random.next() < 0.95) values.push(['dense', valueOf(random)]);
    if (random.next() < 0.03) values.push(['sparse', valueOf(random)]);
    return { ts, step: Number.isNaN(step) || random.next() < noStep ? null : step, stage: null, values };
  });
}

function valueOf(random: Random): number {
  const choice = random.next();
  if (choice < 0.03) return random.pick([NaN, Infinity, -Infinity, 0, -0]);
  if (choice < 0.06) return random.pick([1e300, -1e300, 5e-324, 3, -3]);
  return choice < 0.5 ? Math.fround(random.next()) : random.next() * 10 - 5;
}

function questions(random: Random, rows: readonly PlainRow[], count: number): OverviewQuery[] {
  return Array.from({ length: count }, () => {
    const axis = random.pick<Axis>(['step', 'relative', 'time']);
    const x = (): number => {
      const row = random.pick(rows);
      return axis === 'step' ? (row.step ?? 0) : axis === 'time' ? row.ts : row.ts - originOf(rows);
    };
    const [one, other] = [x(), x()];
    const isRanged = random.next() < 0.8 && Number.isFinite(one) && Number.isFinite(other);
    return { experimentId: id, axis, width: random.pick([2, 7, 60, 400, 1000, 4000]), ...(isRanged && { from: Math.min(one, other), to: Math.max(one, other) }) };
  });
}

function originOf(rows: readonly PlainRow[]): number {
  return rows.reduce((least, { ts }) => (Number.isFinite(ts) ? Math.min(least, ts) : least), Infinity);
}

async function checkAll({ metrics }: OpenedStore, rows: readonly PlainRow[], queries: readonly OverviewQuery[]): Promise<void> {
  const origin = originOf(rows);
  for (const query of queries) {
    for (const one of await metrics.overview(query)) {
      const expected = plainBuckets(plainPoints(rows, one.name, one.stage), query.axis, { low: query.from ?? -Infinity, high: query.to ?? Infinity, origin }, one.bucketWidth);
      sameBuckets(one, expected, `${one.name} ${JSON.stringify(query)}`);
    }
  }
}

/** Appends rows in pieces and seals after some of them, so that blocks of every size, joined ones and units of them come about. */
function fill(store: OpenedStore, random: Random, rows: readonly PlainRow[], sizes: readonly number[]): void {
  const stream = store.writer.open(id, file);
  for (let at = 0; at < rows.length;) {
    const size = random.pick(sizes);
    appendRows(store.writer, stream, rows.slice(at, at + size));
    at += size;
    if (random.next() < 0.7) store.writer.seal(stream);
    if (random.next() < 0.5) store.writer.commit();
  }
}

async function seeded(t: TestContext, act: (random: Random) => Promise<void>): Promise<void> {
  const seed = Date.now() % 1e6;
  t.diagnostic(`seed ${seed}`);
  await act(new Random(seed));
}

test('an overview equals a fold over all points at every zoom, on every axis, however the points were sealed (ENG-02, 03, 09)', async (t) => {
  await seeded(t, async (random) => {
    for (let round = 0; round < 12; round++) {
      const store = await openedStore(t);
      const rows = rowsOf(random, random.pick([300, 4000, 20_000, 90_000]));
      fill(store, random, rows, random.pick([[4096], [4096, 3000, 17], [1, 5, 600, 2000], [1365, 1366, 2731]]));
      const asked = questions(random, rows, 14);
      await checkAll(store, rows, asked);
      store.writer.seal(store.writer.open(id, file));
      await checkAll(store, rows, asked.slice(0, 4));
      store.writer.commit();
      await checkAll(store, rows, asked.slice(0, 4));
    }
  });
});

test('a short series beside a long one is as fine as alone, at aligned borders, before and after it is sealed (ENG-03, VIEW-30)', async (t) => {
  const store = await openedStore(t);
  const stream = store.writer.open(id, file);
  const rows = Array.from({ length: 20_000 }, (_, step): PlainRow => ({ ts: 1000 + step, step, stage: null, values: step >= 5000 && step < 5100 ? [['long', step], ['short', step]] : [['long', step]] }));
  appendRows(store.writer, stream, rows);
  const told = async (query: Partial<OverviewQuery>): Promise<unknown> => (await store.metrics.overview({ experimentId: id, axis: 'step', width: 100, ...query })).map(({ name, bucketWidth, x }) => [name, bucketWidth, x[0], x.length]);
  const whole = [['long', 256, 0, 79], ['short', 1, 5000, 100]];
  const unsealed = [await told({}), await told({ from: 0, to: 5049 }), await told({ from: 6000, to: 6500 })];
  store.writer.seal(stream);
  store.writer.commit();
  assert.deepEqual([await told({}), await told({ names: ['short'] })], [whole, [whole[1]]]);
  assert.deepEqual(unsealed, [whole, [['long', 64, 0, 79], ['short', 1, 5000, 50]], [['long', 8, 6000, 63], ['short', 8, undefined, 0]]]);
});
