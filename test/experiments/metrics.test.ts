import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Bytes } from '../../daemon/api/route.js';
import { columnsType, decodeColumns } from '../../schemas/columns.js';
import { metricList, pointList, pointsMeta, rejectList, sparklineMeta, type MetricList } from '../../schemas/experiments.js';
import { readOverview, type OverviewColumn } from '../../schemas/overview.js';
import { openedHouse, type House } from './house.js';

const dir = 'runs/vision/20260101_000001_abcdef';

/** A run with values of every kind, a torn line and a stage. */
async function withValues(t: TestContext): Promise<{ house: House; id: string }> {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.append('{"ts": 1.0, "type": "metrics", "data": {"loss": 2.5, "n": 3, "ok": true, "word": "x", "global_step": 1}}\n');
  run.append('{"ts": 2.0, "type": "metrics", "data": {"loss": NaN, "n": 18446744073709551616, "global_step": 1, "stage": "eval"}}\n');
  run.append('{"ts": 3.0, "type": "met{"ts": 4.0, "type": "metrics", "data": {"loss": -Infinity}}\n');
  return { house, id: house.take(dir) };
}

test('points are the seed’s columns in file order, kinds and words for what JSON cannot hold kept (DISK-21, 22, 27, 28)', async (t) => {
  const { house, id } = await withValues(t);
  const { points } = pointList.parse(await house.call('GET', '/:id/points', { params: { id } }));
  assert.deepEqual(points.map(({ metric_name, metric_value, step, stage, row, kind, timestamp }) => [metric_name, metric_value, step, stage, row, kind, timestamp]), [
    ['loss', 2.5, 1, null, 0, 'float', 1],
    ['n', 3, 1, null, 0, 'int', 1],
    ['ok', 1, 1, null, 0, 'bool', 1],
    ['loss', 'NaN', 1, 'eval', 1, 'float', 2],
    ['n', 2 ** 64, 1, 'eval', 1, 'bigint', 2],
    ['loss', '-Infinity', null, null, 2, 'float', 4],
  ]);
});

test('points as columns hold the same, from a row on, for chosen metrics and stages', async (t) => {
  const { house, id } = await withValues(t);
  const answer = await house.call<Bytes>('GET', '/:id/points', { params: { id }, query: { metric: 'loss', from_row: 1 }, accepts: columnsType });
  const { meta, columns } = decodeColumns(answer.bytes);
  const { names, stages, first_row, file, generation } = pointsMeta.parse(meta);
  assert.deepEqual({ stages, first_row, file, generation, names: new Set(names) }, { stages: ['eval'], first_row: 1, file: 'events.jsonl', generation: 1, names: new Set(['loss']) });
  const [ts, step, stage, row, , value] = columns.map((column) => [...column]);
  assert.deepEqual({ ts, step, stage, row, value }, { ts: [2, 4], step: [1, NaN], stage: [0, -1], row: [0, 1], value: [NaN, -Infinity] });
  const evalOnly = pointList.parse(await house.call('GET', '/:id/points', { params: { id }, query: { stage: 'eval' } }));
  assert.deepEqual(evalOnly.points.map(({ metric_name }) => metric_name), ['loss', 'n']);
});

test('the list of series counts kinds, files, rejects and values that are no numbers', async (t) => {
  const { house, id } = await withValues(t);
  const list = metricList.parse(await house.call<MetricList>('GET', '/:id/metrics', { params: { id } }));
  assert.deepEqual(list.non_numeric, { word: { string: 1 } });
  assert.deepEqual(list.files.map(({ file, events, metric_events, glued_lines, rejects }) => ({ file, events, metric_events, glued_lines, rejects })), [{ file: 'events.jsonl', events: 3, metric_events: 3, glued_lines: 1, rejects: 1 }]);
  assert.deepEqual(list.series.map(({ name, stage, points }) => [name, stage, points]).sort(), [['loss', 'eval', 1], ['loss', null, 2], ['n', 'eval', 1], ['n', null, 1], ['ok', null, 1]].sort());
});

test('rejects and texts are given as they stand in the file (DISK-23, 25)', async (t) => {
  const { house, id } = await withValues(t);
  const { rejects, total } = rejectList.parse(await house.call('GET', '/:id/rejects', { params: { id } }));
  assert.deepEqual([total, rejects.map(({ length, sample }) => [length, sample])], [1, [[24, '{"ts": 3.0, "type": "met']]]);
  const { texts } = await house.call<{ texts: { name: string; kind: string; text: string }[] }>('GET', '/:id/texts', { params: { id } });
  assert.deepEqual(texts.map(({ name, kind, text }) => [name, kind, text]), [['word', 'string', '"x"'], ['n', 'bigint', '18446744073709551616']]);
});

test('an overview of many runs names each series and its cursor, and leaves unknown ids out', async (t) => {
  const { house, id } = await withValues(t);
  const answer = await house.call<Bytes>('GET', '/overview', { query: { id: [id, 'nope'], metric: 'loss', width: '10' } });
  const { lines, cursors } = readOverview(decodeColumns(answer.bytes));
  assert.deepEqual([Object.keys(cursors), lines.map(({ id: of, name, stage }) => [of, name, stage])], [[id], [[id, 'loss', null], [id, 'loss', 'eval']]]);
  const all = (column: OverviewColumn): number[][] => lines.map((line) => Array.from(line.column(column)));
  assert.deepEqual([lines.map(({ x }) => Array.from(x)), all('count'), all('nan'), all('negInf'), all('last')], [[[1, 2], [1]], [[1, 0], [0]], [[0, 0], [1]], [[0, 1], [0]], [[2.5, NaN], [NaN]]]);
});

test('a POST with the same question gets the same overview, of the columns asked for only, where an address would be too long', async (t) => {
  const { house, id } = await withValues(t);
  const frame = async (answer: Promise<Bytes>): Promise<ReturnType<typeof decodeColumns>> => decodeColumns((await answer).bytes);
  const asked = await frame(house.call<Bytes>('GET', '/overview', { query: { id, metric: ['loss', 'n'], stage: '', width: '10', columns: 'max,min', precision: 'drawing' } }));
  const posted = await frame(house.call<Bytes>('POST', '/overview', { body: { id: [id, ...Array.from({ length: 900 }, (_, i) => `unknown-${i}`)], metric: ['loss', 'n'], stage: [''], width: 10, columns: ['max', 'min'], precision: 'drawing' } }));
  assert.deepEqual(posted, asked);
  const { lines } = readOverview(asked);
  assert.deepEqual(lines.map((line) => [line.name, Array.from(line.column('max')), Array.from(line.column('nan'))]), [['loss', [2.5, NaN], [0, 0]], ['n', [3], [0]]]);
});

test('sparklines show the primary metric, or the first one, and leave runs without metrics out', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  for (let step = 1; step <= 100; step++) run.log({ val_acc: step, lr: 1 }, { step });
  const id = house.take(dir);
  house.run(`${dir}2`).log({ zeta: 1, eta: 2 }, { step: 1 });
  const [other, bare] = [house.take(`${dir}2`), house.run(`${dir}3`)];
  const answer = await house.call<Bytes>('GET', '/sparklines', { query: { id: [id, other, house.take(bare.dir)], width: 10 } });
  const { meta, columns } = decodeColumns(answer.bytes);
  assert.deepEqual(new Set(sparklineMeta.parse(meta).lines.map((line) => `${line.id} ${line.name}`)), new Set([`${id} val_acc`, `${other} eta`]));
  assert.ok(columns.every(({ length }) => length >= 1 && length <= 10));
});

test('reject_count of the list is that of the files', async (t) => {
  const { house, id } = await withValues(t);
  assert.equal((await house.call<{ reject_count: number }>('GET', '/:id', { params: { id } })).reject_count, 1);
});
