import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { AggregateQuery, AggregateSeries, Interpolation, SmoothedSeries, Smoothing } from '../../daemon/api/derived-metrics.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import { FullReader, type Held } from '../../daemon/store/derived/full-reader.js';
import { smooth } from '../../daemon/store/derived/smooth.js';
import { appendRows, openedStore, type OpenedStore } from './opened-store.js';
import type { PlainRow } from './event-blocks.js';
import { Random } from '../support/random.js';

const file = 'events.jsonl';

function reader(store: OpenedStore): FullReader {
  return new FullReader(store.database.sql, () => undefined);
}

function held(store: OpenedStore, ...ids: readonly string[]): Held {
  return new Map(ids.map((id) => [id, store.writer.unsealed(id)]));
}

/** Writes rows, some of them sealed. */
function write(store: OpenedStore, id: string, rows: readonly PlainRow[], sealedPart = 0.7): void {
  const stream = store.writer.open(id, file);
  const cut = Math.floor(rows.length * sealedPart);
  appendRows(store.writer, stream, rows.slice(0, cut));
  store.writer.seal(stream);
  store.writer.commit();
  appendRows(store.writer, stream, rows.slice(cut));
}

/** Rows of one metric, with steps logged twice, a restart, a row without step and a value that is not finite now and then. */
function rowsOf(seed: number, count: number, every = 1): PlainRow[] {
  const numbers = new Random(seed);
  const random = (): number => numbers.next();
  return Array.from({ length: count }, (_, i): PlainRow => ({
    ts: 1000 + i,
    step: random() < 0.02 ? null : Math.floor((i % Math.ceil(count * 0.8)) * every * (random() < 0.05 ? 0.9 : 1)),
    stage: null,
    values: [['loss', random() < 0.02 ? NaN : Math.sin(i / 30) + random()]],
  }));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function pointsOf(rows: readonly PlainRow[]): Point[] {
  return rows.map(({ step, values }, i) => ({ x: step ?? i, y: values[0]![1] })).map((point, i) => ({ point, i })).sort((a, b) => a.point.x - b.point.x || a.i - b.i).map(({ point }) => point);
}

function smoothed(store: OpenedStore, how: Smoothing, width: number, range: { from?: number; to?: number } = {}): SmoothedSeries {
  const [series] = reader(store).smoothed({ experimentId: 'a', axis: 'step', width, smoothing: how, ...range }, held(store, 'a')) ?? [];
  assert.ok(series);
  return series;
}

async function withLine(t: TestContext): Promise<{ store: OpenedStore; points: Point[] }> {
  const store = await openedStore(t);
  const rows = rowsOf(7, 9000);
  write(store, 'a', rows);
  return { store, points: pointsOf(rows) };
}

test('a smoothed series is smoothed in order of x over sealed and unsealed points, then folded as an overview (ENG-09, VIEW-33, VIEW-34)', async (t) => {
  const { store, points } = await withLine(t);
  const how: Smoothing = { kind: 'ema', parameter: 0.95 };
  const line = smooth(Float64Array.from(points, ({ x }) => x), Float64Array.from(points, ({ y }) => y), how);
  const series = smoothed(store, how, 100);
  const expected = [...series.x].map((border) => {
    const inside = points.flatMap(({ x }, i) => (x >= border && x < border + series.bucketWidth && Number.isFinite(line[i]!) ? [{ x, y: line[i]! }] : []));
    const ys = inside.map(({ y }) => y);
    return [inside.length, ys[0], ys.at(-1), inside.at(-1)?.x, Math.min(...ys), Math.max(...ys)];
  });
  assert.deepEqual([...series.x.keys()].map((i) => [series.count[i], series.first[i], series.last[i], series.lastX[i], series.min[i], series.max[i]]), expected);
  assert.equal(series.points, points.length);
});

test('the smoothed value at an x is the same at every range and width, to the bit (ENG-03, ENG-09)', async (t) => {
  const { store } = await withLine(t);
  const how: Smoothing = { kind: 'gaussian', parameter: 7 };
  const finest = smoothed(store, how, 100_000);
  const exact = new Map([...finest.lastX].map((x, i) => [x, finest.last[i]]));
  for (const [width, range] of [[2, {}], [50, {}], [333, { from: 1000, to: 5000 }], [10, { from: 4095, to: 4097 }]] as const) {
    const series = smoothed(store, how, width, range);
    assert.deepEqual([...series.last], [...series.lastX].map((x) => exact.get(x)));
    for (const [i, x] of series.minX.entries()) if (series.count[i]! > 0) assert.ok(x >= Math.floor(('from' in range ? range.from : 0) / series.bucketWidth) * series.bucketWidth && series.min[i]! <= series.last[i]!);
  }
});

test('the relative and the time axis smooth by their own x, points without a time on neither (VIEW-33)', async (t) => {
  const store = await openedStore(t);
  write(store, 'a', [{ ts: 100, step: 5, stage: null, values: [['loss', 1]] }, { ts: 101, step: 6, stage: null, values: [['loss', 3]] }, { ts: 99, step: 7, stage: null, values: [['loss', 5]] }], 0);
  const how: Smoothing = { kind: 'time-ema', parameter: 1 };
  const lastOf = (axis: 'relative' | 'time'): number[][] => {
    const [series] = reader(store).smoothed({ experimentId: 'a', axis, width: 4000, smoothing: how }, held(store, 'a')) ?? [];
    return [[...series!.lastX], [...series!.last]];
  };
  const [, values] = lastOf('time');
  assert.deepEqual(lastOf('relative'), [[0, 1, 2], values]);
  assert.deepEqual(values!.map((one) => Math.round(one * 1e6) / 1e6), [5, Math.round(((1 + 5 / 2) / 1.5) * 1e6) / 1e6, Math.round(((3 + 1 / 2 + 5 / 4) / 1.75) * 1e6) / 1e6]);
});

test('what was held for another generation of the file is asked for again', async (t) => {
  const { store } = await withLine(t);
  const before = held(store, 'a');
  store.writer.restart(store.writer.open('a', file), '1', '3');
  store.writer.commit();
  assert.equal(reader(store).smoothed({ experimentId: 'a', axis: 'step', width: 10, smoothing: { kind: 'mean', parameter: 3 } }, before), undefined);
});

/** One group at one step, as the issue says it: object per point, every run asked. */
function plainAt(runs: readonly (readonly Point[])[], x: number, interpolate: Interpolation): { n: number; values: number[] } {
  const values = runs.flatMap((points) => {
    const here = points.findLast((point) => point.x === x);
    if (here !== undefined) return [here.y];
    const before = points.findLast((point) => point.x < x);
    const nextX = points.find((point) => point.x > x)?.x;
    if (interpolate === 'none' || before === undefined || nextX === undefined) return [];
    const after = points.findLast((point) => point.x === nextX)!;
    return interpolate === 'last' ? [before.y] : [before.y + (after.y - before.y) * ((x - before.x) / (after.x - before.x))];
  }).filter(Number.isFinite);
  return { n: values.length, values };
}

function plainStatistics(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const mean = sorted.reduce((sum, one) => sum + one, 0) / n;
  const std = n < 2 ? NaN : Math.sqrt(sorted.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1));
  const median = n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  return [n, mean, median, std, std / Math.sqrt(n), sorted[0]!, sorted[n - 1]!];
}

function assertNear(actual: readonly (number | undefined)[], expected: readonly (number | undefined)[], what: string): void {
  expected.forEach((one = NaN, i) => {
    const got = actual[i] ?? NaN;
    assert.ok(Object.is(got, one) || Math.abs(got - one) <= 1e-12 * Math.max(1, Math.abs(one)), `${what}, column ${i}: ${got} is not ${one}`);
  });
}

function statisticsAt(series: AggregateSeries, i: number): (number | undefined)[] {
  return [series.n[i], series.mean[i], series.median[i], series.std[i], series.stderr[i], series.min[i], series.max[i]];
}

async function withRuns(t: TestContext): Promise<{ store: OpenedStore; ids: string[]; runs: Point[][] }> {
  const store = await openedStore(t);
  const ids = ['a', 'b', 'c', 'd'];
  const rows = ids.map((_, i) => rowsOf(20 + i, 300 + 100 * i, i === 3 ? 3 : 1));
  ids.forEach((id, i) => write(store, id, rows[i]!));
  return { store, ids, runs: rows.map(pointsOf) };
}

function aggregate(store: OpenedStore, ids: readonly string[], query: Partial<AggregateQuery> = {}): AggregateSeries[] {
  return reader(store).aggregate({ groups: [{ label: 'all', experimentIds: ids }], names: ['loss'], width: 4000, interpolate: 'linear', ...query }, held(store, ...ids)) ?? [];
}

for (const interpolate of ['none', 'linear', 'last'] as const) {
  test(`statistics at every step equal a plain implementation, interpolation ${interpolate} (ENG-09, VIEW-35)`, async (t) => {
    const { store, ids, runs } = await withRuns(t);
    const [series] = aggregate(store, ids, { interpolate });
    const steps = [...new Set(runs.flat().map(({ x }) => x))].sort((a, b) => a - b);
    const expected = steps.map((x) => ({ x, ...plainAt(runs, x, interpolate) })).filter(({ n }) => n > 0);
    assert.equal(series!.bucketWidth, 1);
    assert.deepEqual([[...series!.lastX], series!.runs, series!.steps], [expected.map(({ x }) => x), 4, steps.length]);
    expected.forEach(({ x, values }, i) => assertNear(statisticsAt(series!, i), plainStatistics(values), `step ${x}`));
  });
}

test('a bucket gives its last step exactly and an envelope that hides nothing, the same numbers at any zoom (ENG-03, VIEW-35)', async (t) => {
  const { store, ids } = await withRuns(t);
  const [finest] = aggregate(store, ids);
  for (const [width, range] of [[4, {}], [37, {}], [16, { from: 100, to: 777 }]] as const) {
    const [series] = aggregate(store, ids, { width, ...range });
    for (const [i, border] of series!.x.entries()) {
      const inside = [...finest!.lastX.keys()].filter((at) => {
        const x = finest!.lastX[at]!;
        return x >= border && x < border + series!.bucketWidth && x >= ('from' in range ? range.from : 0) && x <= ('to' in range ? range.to : Infinity);
      });
      const of = (column: Float64Array): number[] => inside.map((at) => column[at]!);
      const last = inside.at(-1)!;
      assert.deepEqual([series!.lastX[i], ...statisticsAt(series!, i)], [finest!.lastX[last], ...statisticsAt(finest!, last)]);
      assert.deepEqual([series!.lowestMin[i], series!.highestMax[i], series!.lowestMean[i], series!.highestMean[i]], [Math.min(...of(finest!.min)), Math.max(...of(finest!.max)), Math.min(...of(finest!.mean)), Math.max(...of(finest!.mean))]);
    }
  }
});

test('groups, metrics and stages are lines of their own; a group without the metric is none', async (t) => {
  const store = await openedStore(t);
  const row = (step: number, stage: string | null, loss: number): PlainRow => ({ ts: step, step, stage, values: [['loss', loss], ['acc', 1 - loss]] });
  write(store, 'a', [row(1, 'train', 1), row(1, 'eval', 3), row(1, 'train', 2)]);
  write(store, 'b', [row(1, 'train', 4)]);
  const series = aggregate(store, ['a', 'b', 'nobody'], { groups: [{ label: 'both', experimentIds: ['a', 'b', 'a'] }, { label: 'none', experimentIds: ['nobody'] }], names: ['loss', 'nope'], stages: ['train'] });
  assert.deepEqual(series.map(({ label, name, stage, runs, n, mean, std }) => [label, name, stage, runs, [...n], [...mean], [...std]]), [['both', 'loss', 'train', 2, [2], [3], [Math.SQRT2]]]);
});

test('what is too much to aggregate at once is refused with a hint (ENG-08)', async (t) => {
  const { store, ids } = await withRuns(t);
  const labels = Array.from({ length: 4000 }, (_, i) => ({ label: String(i), experimentIds: ids }));
  assert.throws(() => aggregate(store, ids, { groups: labels }), (failure) => failure instanceof RunkeepError && failure.code === 'narrow-the-range' && failure.hint !== '');
});
