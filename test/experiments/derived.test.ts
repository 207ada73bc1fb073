import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import type { Bytes, Parts } from '../../daemon/api/route.js';
import { columnsType, decodeColumns } from '../../schemas/columns.js';
import { aggregateAnswer, aggregateColumns, aggregateMeta, smoothedAnswer, smoothedColumns, smoothedMeta } from '../../schemas/derived.js';
import { pointList } from '../../schemas/experiments.js';
import { arrowType } from '../../schemas/export.js';
import { overviewMeta, readOverview } from '../../schemas/overview.js';
import { openedHouse, type House } from './house.js';

const dir = (index: number): string => `runs/vision/20260101_00000${index}_abcdef`;

/** Three runs with a parameter and a tag; two of them alike. */
async function withRuns(t: TestContext): Promise<{ house: House; ids: string[] }> {
  const house = await openedHouse(t);
  const ids = [1, 2, 3].map((index) => {
    const run = house.run(dir(index), { tags: index < 3 ? ['old', 'both'] : ['both'] });
    run.document('config.json', { lr: index < 3 ? 0.1 : 0.01 });
    for (let step = 0; step < 10; step++) run.log({ loss: step * index }, { step, stage: 'train' });
    return house.take(dir(index));
  });
  return { house, ids };
}

test('smoothed lines as JSON and as columns hold the same, for known ids only, by GET and POST', async (t) => {
  const { house, ids } = await withRuns(t);
  const query = { id: [...ids, 'nope'], metric: 'loss', kind: 'mean', parameter: 3, width: 600 };
  const json = smoothedAnswer.parse(await house.call('GET', '/smoothed', { query: { ...query, parameter: '3' } }));
  assert.deepEqual(json.series.map(({ id, name, stage, points, bucket_width: width, last, lastX }) => ({ id, name, stage, points, width, last, lastX })), ids.map((id, i) => ({
    id, name: 'loss', stage: 'train', points: 10, width: 1, lastX: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], last: [0.5, 1, 2, 3, 4, 5, 6, 7, 8, 8.5].map((one) => one * (i + 1)),
  })));
  const { meta, columns } = decodeColumns((await house.call<Bytes>('POST', '/smoothed', { body: query, accepts: columnsType })).bytes);
  const { series, cursors } = smoothedMeta.parse(meta);
  assert.deepEqual([series.length, Object.keys(cursors), columns.length], [3, ids, 27]);
  assert.deepEqual([...columns[9 * 2 + smoothedColumns.indexOf('last')]!], json.series[2]!.last);
});

test('groups that are given, and groups by a parameter, a tag or nothing, are aggregated alike (VIEW-35)', async (t) => {
  const { house, ids } = await withRuns(t);
  const ask = async (body: object): Promise<unknown[]> => {
    const { series } = aggregateAnswer.parse(await house.call('POST', '/aggregate', { body: { metrics: ['loss'], ...body } }));
    return series.map(({ label, runs, n, mean, median, std }) => [label, runs, n.at(-1), mean.at(-1), median.at(-1), typeof std.at(-1) === 'number' ? Math.round(Number(std.at(-1)) * 1000) / 1000 : std.at(-1)]);
  };
  const pair = [2, 2, 13.5, 13.5, 6.364];
  assert.deepEqual(await ask({ groups: [{ label: 'mine', ids: ids.slice(0, 2) }] }), [['mine', ...pair]]);
  assert.deepEqual(await ask({ group_by: 'params.lr' }), [['0.01', 1, 1, 27, 27, 'NaN'], ['0.1', ...pair]]);
  assert.deepEqual(await ask({ group_by: 'tags', filter: 'params.lr > 0.05' }), [['both', ...pair], ['old', ...pair]]);
  assert.deepEqual(await ask({}), [['all', 3, 3, 18, 18, 9]]);
});

test('an aggregate names the groups it made and the ids that it does not know, and gives columns', async (t) => {
  const { house, ids } = await withRuns(t);
  const answer = await house.call<Bytes>('POST', '/aggregate', { body: { metrics: ['loss'], groups: [{ label: 'g', ids: [ids[0], 'nope'] }] }, accepts: columnsType });
  const { meta, columns } = decodeColumns(answer.bytes);
  const { series, groups, missing } = aggregateMeta.parse(meta);
  assert.deepEqual([series.map(({ label, steps }) => [label, steps]), groups, missing, columns.length], [[['g', 10]], [{ label: 'g', ids: [ids[0]] }], ['nope'], aggregateColumns.length]);
});

test('a wrong smoothing, filter, group or range is answered with its code, from the thread as from here', async (t) => {
  const { house, ids } = await withRuns(t);
  const smoothed = (query: object): Promise<unknown> => house.call('GET', '/smoothed', { query: { id: ids[0], kind: 'ema', parameter: 0.9, ...query } });
  await assert.rejects(smoothed({ parameter: 1 }), { code: 'bad-smoothing' });
  await assert.rejects(smoothed({ from: 5, to: 1 }), { code: 'bad-range' });
  await assert.rejects(house.call('POST', '/aggregate', { body: { metrics: ['loss'], filter: 'status = ' } }), { code: 'bad-filter' });
  await assert.rejects(house.call('GET', '/export', { query: {} }), { code: 'name-experiments' });
  await assert.rejects(house.call('GET', '/export', { query: { id: 'nope' } }), { code: 'no-experiment' });
});

test('an export by filter streams the runs under it, under a safe name, and stops when nobody wants it any more', async (t) => {
  const { house, ids } = await withRuns(t);
  const parts = await house.call<Parts>('GET', '/export', { query: { filter: 'params.lr > 0.05', stage: 'train' } });
  assert.deepEqual([parts.type, parts.headers['Content-Disposition']], ['text/csv; charset=utf-8; header=present', 'attachment; filename="runkeep-2-experiments.csv"']);
  let text = '';
  for await (const part of parts.open(new AbortController().signal)) text += Buffer.from(part).toString();
  const lines = text.trimEnd().split('\r\n').slice(1);
  assert.deepEqual([lines.length, new Set(lines.map((line) => line.split(',')[0]))], [20, new Set(ids.slice(0, 2))]);
  const gone = new AbortController();
  const iterator = parts.open(gone.signal)[Symbol.asyncIterator]();
  await iterator.next();
  gone.abort();
  await assert.rejects(async () => { while ((await iterator.next()).done !== true); });
});

test('the file of one run bears its name and that of the metric, in letters that harm no header and no file system', async (t) => {
  const { house, ids } = await withRuns(t);
  const name = async (query: object): Promise<unknown> => (await house.call<Parts>('GET', '/export', { query })).headers['Content-Disposition'];
  await house.call('PATCH', '/:id', { params: { id: ids[0] }, body: { alias: 'Große "Läufe"\u202e/../1' } });
  assert.deepEqual([await name({ id: ids[1], metric: 'val/loss' }), await name({ id: ids[0], metric: ['a', 'b'], format: 'parquet' }), await name({ id: ids[0], metric: '损失' })], [
    'attachment; filename="20260101_000002_abcdef-val_loss.csv"', 'attachment; filename="Gro_e_Laufe_.._1.parquet"', 'attachment; filename="Gro_e_Laufe_.._1-unnamed.csv"',
  ]);
});

test('points as Arrow are those of the JSON answer, from a row on and of chosen metrics', async (t) => {
  const { house, ids } = await withRuns(t);
  const query = { metric: 'loss', from_row: 3, limit: 4 };
  const parts = await house.call<Parts>('GET', '/:id/points', { params: { id: ids[1] }, query, accepts: arrowType });
  const bytes: Uint8Array[] = [];
  for await (const part of parts.open(new AbortController().signal)) bytes.push(part);
  const rows = tableFromIPC(Buffer.concat(bytes)).toArray().map((row: { toJSON(): Record<string, unknown> }) => row.toJSON());
  const { points } = pointList.parse(await house.call('GET', '/:id/points', { params: { id: ids[1] }, query }));
  assert.equal(points.length, 4);
  assert.deepEqual(rows.map((row) => ({ ...row, step: Number(row['step']), row: Number(row['row']) })), points);
});

test('an overview as Arrow holds the numbers of the columns frame, a row a bucket, with drawn or with all columns', async (t) => {
  const { house, ids } = await withRuns(t);
  house.run(dir(4)).append('{"ts": 1, "type": "metrics", "data": {"gap": NaN, "global_step": 0}}\n{"ts": 2, "type": "metrics", "data": {"gap": -0.0, "global_step": 9}}\n');
  const id = [...ids, house.take(dir(4))];
  for (const query of [{ id, width: 4 }, { id, width: 600, columns: 'min,nan' }]) {
    const frame = decodeColumns((await house.call<Bytes>('GET', '/overview', { query, accepts: columnsType })).bytes);
    const { columns } = overviewMeta.parse(frame.meta);
    const expected = readOverview(frame).lines.flatMap((line) => Array.from(line.x, (x, i) => [line.id, line.file, line.name, line.stage, line.bucketWidth, x, ...columns.map((name) => line.column(name)[i])]));
    const { type, bytes } = await house.call<Bytes>('GET', '/overview', { query, accepts: arrowType });
    const table = tableFromIPC(bytes);
    assert.deepEqual([type, table.schema.fields.map(({ name }) => name)], [arrowType, ['experiment_id', 'file', 'metric_name', 'stage', 'bucket_width', 'x', ...columns]]);
    assert.deepEqual(table.toArray().map((row: { toJSON(): Record<string, unknown> }) => Object.values(row.toJSON())), expected);
  }
});

test('an overview of nothing is an Arrow table without rows', async (t) => {
  const { house } = await withRuns(t);
  const { bytes } = await house.call<Bytes>('GET', '/overview', { query: { id: 'nope' }, accepts: arrowType });
  assert.equal(tableFromIPC(bytes).numRows, 0);
});
