import assert from 'node:assert/strict';
import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LivePoints } from '../../daemon/api/line.js';
import { decodeColumns } from '../../schemas/columns.js';
import { catalogDelta, logPart, pointsMeta, type CatalogDelta, type ExperimentList } from '../../schemas/experiments.js';
import { formatMetricCursor, isMetricCursorNewer, parseMetricCursor, rowsBetween } from '../../plugins/experiments/live/metric-cursor.js';
import { openedHouse } from './house.js';

const dir = 'runs/vision/20260101_000001_abcdef';

test('changes of the catalog come together, and a reader that was away gets what it missed', async (t) => {
  const house = await openedHouse(t);
  const topic = house.topic('experiments.catalog');
  const { cursor } = await house.call<ExperimentList>('GET', '');
  topic.interest?.('', 1);
  house.run(dir);
  house.run(`${dir}2`);
  const ids = [house.take(dir), house.take(`${dir}2`), house.take(dir)].slice(0, 2);
  await house.clock.pass(250);
  const frame = await house.live.next();
  const delta = catalogDelta.parse(frame.data);
  assert.deepEqual([frame.topic, frame.key, new Set(delta.changed.map(({ id }) => id)), delta.gone, house.live.count], ['experiments.catalog', '', new Set(ids), [], 0]);
  assert.ok(topic.isNewer(frame.cursor, cursor));
  const opening = await topic.open('', cursor);
  assert.deepEqual('frames' in opening && opening.frames.map(({ data }) => (data as CatalogDelta).changed.length), [2]);
  assert.deepEqual(await topic.open('', frame.cursor), { frames: [], cursor: frame.cursor });
});

test('a run that is gone is told by its id, and a change of labels is told too', async (t) => {
  const house = await openedHouse(t);
  house.topic('experiments.catalog').interest?.('', 1);
  house.run(dir);
  const id = house.take(dir);
  await house.clock.pass(250);
  await house.live.next();
  await house.call('PATCH', '/:id', { params: { id }, body: { alias: 'new' } });
  await house.clock.pass(250);
  assert.equal(catalogDelta.parse((await house.live.next()).data).changed[0]?.alias, 'new');
  for (const run of house.projection.known?.() ?? []) house.projection.gone(run);
  house.commit();
  house.line.commit([id]);
  await house.clock.pass(250);
  assert.deepEqual(catalogDelta.parse((await house.live.next()).data), { changed: [], gone: [id] });
});

for (const cursor of ['1', '99999999999999', 'x', '-1']) {
  test(`the catalog cursor ${cursor} means fetch anew`, async (t) => {
    const house = await openedHouse(t);
    assert.equal('refetch' in (await house.topic('experiments.catalog').open('', cursor)), true);
  });
}

test('a run that falls silent becomes stale without anybody writing, and that is told (VIEW-70)', async (t) => {
  const house = await openedHouse(t);
  house.topic('experiments.catalog').interest?.('', 1);
  const run = house.run(dir, { created_at: house.clock.now() });
  run.log({ loss: 1 }, { ts: house.clock.now() });
  const id = house.take(dir);
  const state = async (): Promise<number> => (await house.call<ExperimentList>('GET', '', { query: { filter: 'state = stale' } })).total;
  house.projection.documents([...house.projection.known!()][0]!, new Map([['status.json', { name: 'status.json', state: 'ok', value: { status: 'running' }, modified: house.clock.now() }]]));
  house.commit();
  await house.clock.pass(5000);
  const before = await state();
  await house.live.next();
  await house.clock.pass(600_000);
  await house.clock.pass(250);
  assert.deepEqual([before, await state(), catalogDelta.parse((await house.live.next()).data).changed.map((row) => [row.id, row.state])], [0, 1, [[id, 'stale']]]);
});

function livePoints(experimentId: string, firstRow: number): LivePoints {
  return { experimentId, file: 'events.jsonl', generation: 1, firstRow, rows: 1, ts: Float64Array.of(9, 0), step: Float64Array.of(7, 0), stage: Int32Array.of(-1, 0), points: 1, row: Uint32Array.of(0, 9), name: Uint32Array.of(0, 9), value: Float64Array.of(0.5, 9), kind: Uint8Array.of(0, 9), names: ['loss'], stages: [] };
}

test('points of a run that somebody listens to come as columns, with a cursor that goes on from the one of the list', async (t) => {
  const house = await openedHouse(t);
  house.run(dir).log({ loss: 1 }, { step: 1 });
  const id = house.take(dir);
  const topic = house.topic('experiments.metrics');
  topic.interest?.(id, 1);
  const opening = await topic.open(id, undefined);
  house.line.send(livePoints(id, 1));
  const frame = await house.live.next();
  const { meta, columns } = decodeColumns(frame.data as Uint8Array);
  assert.deepEqual(pointsMeta.parse(meta), { topic: 'experiments.metrics', key: id, cursor: 'events.jsonl:1:2', file: 'events.jsonl', generation: 1, first_row: 1, names: ['loss'], stages: [] });
  assert.deepEqual(columns.map((column) => [...column]), [[9], [7], [-1], [0], [0], [0.5], [0]]);
  assert.deepEqual([opening.cursor, topic.isNewer(frame.cursor, opening.cursor), topic.isNewer(opening.cursor, frame.cursor)], ['events.jsonl:1:1', true, false]);
  topic.interest?.(id, 0);
  assert.deepEqual([...house.line.heard], [[id, false]]);
});

test('a reader of points that was away gets the rows between, and fetches anew when the file was replaced', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  for (let step = 1; step <= 5; step++) run.log({ loss: step }, { step });
  const id = house.take(dir);
  const topic = house.topic('experiments.metrics');
  const opening = await topic.open(id, 'events.jsonl:1:2');
  assert.ok('frames' in opening);
  const [frame] = opening.frames;
  const { meta, columns } = decodeColumns(frame!.data as Uint8Array);
  assert.deepEqual([pointsMeta.parse(meta).first_row, [...columns[5]!], opening.frames.length, opening.cursor], [2, [3, 4, 5], 1, 'events.jsonl:1:5']);
  for (const cursor of ['events.jsonl:0:2', 'events.jsonl:1:9', 'other.jsonl:1:1']) assert.deepEqual(await topic.open(id, cursor), { refetch: true, cursor: 'events.jsonl:1:5' }, cursor);
  await assert.rejects(topic.open('nope', undefined), { code: 'no-experiment' });
});

test('a cursor of points says the same after it was written and read, and is never newer than itself', () => {
  const anyCursor = fc.dictionary(fc.constantFrom('events.jsonl', 'events-r1.jsonl', 'a b,c:d.jsonl'), fc.record({ generation: fc.nat(), rows: fc.nat() })).map((files) => new Map(Object.entries(files).map(([file, { generation, rows }]) => [file, { generation, rows }])));
  fc.assert(
    fc.property(anyCursor, anyCursor, (one, other) => {
      assert.deepEqual(parseMetricCursor(formatMetricCursor(one)), new Map([...one].sort(([a], [b]) => (a < b ? -1 : 1))));
      assert.equal(isMetricCursorNewer(one, one), false);
      const rows = rowsBetween(one, other);
      if (rows !== undefined && rows > 0) assert.ok(isMetricCursorNewer(other, one));
    }),
  );
});

test('a log is followed in whole lines while somebody listens, through truncation and replacement', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.text('one\n');
  const id = house.take(dir);
  const topic = house.topic('experiments.logs');
  topic.interest?.(id, 1);
  assert.deepEqual(await topic.open(id, undefined), { frames: [], cursor: '4' });
  const told = async (): Promise<[string, number]> => {
    await house.clock.pass(100);
    const { from, text } = logPart.parse((await house.live.next()).data);
    return [text, from];
  };
  run.text('two\nhal');
  assert.deepEqual(await told(), ['two\n', 4]);
  run.text('f\n');
  assert.deepEqual(await told(), ['half\n', 8]);
  truncateSync(join(run.folder, 'logs.txt'), 0);
  run.text('anew\n');
  assert.deepEqual(await told(), ['anew\n', 0]);
  writeFileSync(join(run.folder, 'other'), 'a longer file than before\n');
  renameSync(join(run.folder, 'other'), join(run.folder, 'logs.txt'));
  assert.deepEqual(await told(), ['a longer file than before\n', 0]);
  topic.interest?.(id, 0);
  run.text('nobody hears\n');
  await house.clock.pass(100);
  assert.equal(house.live.count, 0);
});

test('a reader of a log that was away gets the lines between, one too far behind fetches anew', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.text('one\ntwo\nthree\n');
  const id = house.take(dir);
  const topic = house.topic('experiments.logs');
  const opening = await topic.open(`${id}/logs.txt`, '4');
  assert.deepEqual('frames' in opening && opening.frames.map(({ cursor, data }) => [cursor, logPart.parse(data).text]), [['14', 'two\nthree\n']]);
  assert.deepEqual(await topic.open(id, '15'), { refetch: true, cursor: '14' });
  run.text(`${'x'.repeat(1_100_000)}\n`);
  assert.equal('refetch' in (await topic.open(id, '4')), true);
  await assert.rejects(topic.open(`${id}/../meta.json`, undefined), { code: 'no-log' });
});

test('a log that appears while somebody listens is told from its start', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  const id = house.take(dir);
  const topic = house.topic('experiments.logs');
  topic.interest?.(id, 1);
  assert.deepEqual(await topic.open(id, undefined), { frames: [], cursor: '0' });
  run.text('first\n');
  await house.clock.pass(100);
  assert.equal(logPart.parse((await house.live.next()).data).text, 'first\n');
  rmSync(join(run.folder, 'logs.txt'));
});
