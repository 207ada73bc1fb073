import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SeriesTotals } from '../../daemon/api/metric-writer.js';
import type { FoundRun } from '../../daemon/api/watch.js';
import type { ExperimentDetail, ExperimentList, MetricList } from '../../schemas/experiments.js';
import { runLayout } from '../../plugins/experiments/run-layout.js';
import { openedHouse, type House } from './house.js';

const dir = 'runs/vision/20260101_000001_abcdef';

function detail(house: House, id: string): Promise<ExperimentDetail> {
  return house.call('GET', '/:id', { params: { id } });
}

function found(): FoundRun {
  return runLayout.recognise(dir.split('/'), new Set(['meta.json']), {})!;
}

function total(name: string, some: Partial<SeriesTotals> = {}): SeriesTotals {
  return { file: 'events.jsonl', name, stage: null, points: 1, last: 1, lastStep: 1, lastTs: 1, min: 1, minStep: 1, max: 1, maxStep: 1, ...some };
}

function known(house: House): FoundRun[] {
  return [...(house.projection.known?.() ?? [])];
}

test('taking the same documents twice changes nothing', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir, { alias: 'a', tags: ['x'] });
  run.document('config.json', { lr: 0.1 });
  run.log({ loss: 1 });
  const id = house.take(dir);
  const before = await detail(house, id);
  house.take(dir);
  assert.deepEqual(await detail(house, id), before);
});

test('a broken document keeps its last good content, over a restart too, and is named as damage (DISK-11)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir, { alias: 'good' });
  run.finish('finished');
  const id = house.take(dir);
  run.document('status.json', '{"status": "fin');
  run.document('meta.json', '');
  house.take(dir);
  const { status, alias, state, damage } = await detail(house, id);
  assert.deepEqual({ status, alias, state, damage }, { status: 'finished', alias: 'good', state: 'finished', damage: ['meta.json is empty; its last good content is shown', 'status.json cannot be read as JSON; its last good content is shown'] });
});

test('a status that was never read is unknown, and a run without meta.json is shown (DISK-11, 13)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.document('status.json', '');
  rmSync(join(run.folder, 'meta.json'));
  const { status, state, run_id, path, damage } = await detail(house, house.take(dir));
  assert.deepEqual({ status, state, run_id, path, damage }, { status: null, state: 'unknown', run_id: '20260101_000001_abcdef', path: 'vision', damage: ['meta.json is missing', 'status.json is empty'] });
});

test('the best metric is computed from the points, without NaN and with its step; the claim stays a claim (DISK-42)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.append('{"ts": 1.0, "type": "metrics", "data": {"acc": NaN, "global_step": 1}}\n{"ts": 2.0, "type": "metrics", "data": {"acc": 0.7, "global_step": 2}}\n{"ts": 3.0, "type": "metrics", "data": {"acc": 0.6, "global_step": 3}}\n');
  run.document('summary.json', '{"best_metric_name": "acc", "best_metric_mode": "max", "best_metric_value": NaN}');
  const { best_metric, summary } = await detail(house, house.take(dir));
  assert.deepEqual(best_metric, { name: 'acc', value: 0.7, step: 2, mode: 'max' });
  assert.equal(summary['best_metric_value'], 'NaN');
});

test('totals of stages and files come together: sum of points, newest value, extremes with their steps', async (t) => {
  const house = await openedHouse(t);
  house.run(dir);
  const id = house.take(dir);
  house.projection.totals(found(), [
    total('loss', { stage: 'train', points: 10, last: 0.5, lastTs: 5, min: 0.4, minStep: 4, max: 2, maxStep: 1 }),
    total('loss', { stage: 'eval', points: 2, last: 0.9, lastTs: 9, min: 0.3, minStep: 7, max: 0.9, maxStep: 9 }),
    total('loss', { file: 'events-r1.jsonl', points: 5, last: NaN, lastTs: 4, min: null, minStep: null, max: null, maxStep: null }),
  ], 9);
  house.commit();
  const { point_count, metric_count, best_metric } = await detail(house, id);
  const { experiments } = await house.call<ExperimentList>('GET', '', { query: { columns: ['metrics.loss', 'max(metrics.loss)'] } });
  assert.deepEqual({ ...experiments[0]?.values }, { 'metrics.loss': 0.9, 'max(metrics.loss)': 2 });
  assert.deepEqual({ point_count, metric_count, best_metric }, { point_count: 17, metric_count: 1, best_metric: { name: 'loss', value: 0.3, step: 7, mode: 'min' } });
});

test('a metric that was one series and becomes several keeps the totals of the first, and goes with its file', async (t) => {
  const house = await openedHouse(t);
  house.run(dir);
  const id = house.take(dir);
  const counts = async (): Promise<unknown> => {
    house.commit();
    const { point_count, best_metric } = await detail(house, id);
    return [point_count, best_metric?.value];
  };
  const seen = [];
  house.projection.totals(found(), [total('loss', { file: 'events.jsonl', stage: 'train', points: 3, min: 0.2 })], 1);
  seen.push(await counts());
  house.projection.totals(found(), [total('loss', { file: 'events-r1.jsonl', stage: 'train', points: 4, min: 0.3 })], 1);
  seen.push(await counts());
  house.projection.totals(found(), [total('loss', { file: 'events.jsonl', stage: 'train', points: 5, min: 0.1 })], 1);
  seen.push(await counts());
  house.projection.restarted(found(), 'events.jsonl', 2);
  seen.push(await counts());
  assert.deepEqual(seen, [[3, 0.2], [7, 0.2], [9, 0.1], [4, 0.3]]);
});

test('a replaced file takes its totals and events with it (DISK-36)', async (t) => {
  const house = await openedHouse(t);
  house.run(dir);
  const id = house.take(dir);
  const image = { offset: 0, ts: 1, type: 'image', data: '{"path": "media/x.png"}' };
  house.projection.events(found(), 'events.jsonl', 1, [image]);
  house.projection.totals(found(), [total('loss', { file: 'events.jsonl' }), total('loss', { file: 'events-r1.jsonl' })], 1);
  house.projection.restarted(found(), 'events.jsonl', 2);
  house.commit();
  const { point_count } = await detail(house, id);
  assert.deepEqual([point_count, (await house.call<{ media: unknown[] }>('GET', '/:id/media', { params: { id } })).media], [1, []]);
});

test('a new time of creation is a new session with a seam; the first of a run that was re-opened before is inferred (DISK-37)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.log({ loss: 1 }, { ts: 1_789_999_999.9995 });
  const id = house.take(dir);
  run.document('meta.json', { id: 'x', created_at: 1_790_000_500, pid: 2 });
  run.log({ loss: 1 }, { ts: 1_790_000_501 });
  house.take(dir);
  const { sessions, session_count } = await detail(house, id);
  assert.deepEqual(sessions.map(({ number, started_at, pid }) => [number, started_at, pid]), [[1, 1_789_999_999.9995, null], [2, 1_790_000_000, 1], [3, 1_790_000_500, 2]]);
  const { seams } = await house.call<MetricList>('GET', '/:id/metrics', { params: { id } });
  assert.deepEqual([session_count, seams], [3, [1_790_000_000, 1_790_000_500]]);
});

test('the mark of deletion counts, with reason, date and original path (DISK-43)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  run.document('.deleted', { deleted_at: 5, reason: 'user_deleted', original_status: 'failed' });
  const id = house.take(dir);
  const { deleted_at, delete_reason, original_status } = await detail(house, id);
  assert.deepEqual({ deleted_at, delete_reason, original_status }, { deleted_at: 5, delete_reason: 'user_deleted', original_status: 'failed' });
  rmSync(join(run.folder, '.deleted'));
  house.take(dir);
  assert.equal((await detail(house, id)).deleted_at, null);
});

test('a heartbeat alone moves only the times', async (t) => {
  const house = await openedHouse(t);
  const run = house.run(dir);
  writeFileSync(join(run.folder, 'heartbeat'), '');
  const id = house.take(dir);
  const before = await detail(house, id);
  house.projection.documents(found(), new Map([['heartbeat', { name: 'heartbeat', state: 'empty', value: undefined, modified: 4_000_000_000 }]]));
  house.commit();
  assert.deepEqual(await detail(house, id), { ...before, heartbeat_at: 4_000_000_000, updated_at: 4_000_000_000 });
});

test('an event file that cannot be read is damage until it can (EACCES)', async (t) => {
  const house = await openedHouse(t);
  house.run(dir);
  const id = house.take(dir);
  house.projection.unreadable?.(found(), 'events.jsonl', 'EACCES');
  house.commit();
  assert.deepEqual((await detail(house, id)).damage, ['events.jsonl cannot be read (EACCES)']);
  house.projection.unreadable?.(found(), 'events.jsonl', null);
  house.commit();
  assert.deepEqual((await detail(house, id)).damage, []);
});

test('what the projection knows is what it found, and what is gone is gone', async (t) => {
  const house = await openedHouse(t);
  house.run(dir, { path: 'vision' });
  const id = house.take(dir);
  assert.deepEqual(known(house), [{ ...found(), logicalPath: 'vision' }]);
  house.projection.gone(found());
  house.commit();
  await assert.rejects(detail(house, id), { code: 'no-experiment' });
  assert.deepEqual(known(house), []);
});

test('each of more runs than are read at once is known, and once only', async (t) => {
  const house = await openedHouse(t);
  const runs = Array.from({ length: 2001 }, (_, n): FoundRun => ({ ...found(), experimentId: `id-${n}`, dir: `${dir}${n}` }));
  for (const run of runs) house.projection.documents(run, new Map());
  house.commit();
  assert.deepEqual(known(house).map((run) => run.dir).sort(), runs.map((run) => run.dir).sort());
});

test('metrics whose points the files lost are written anew, and those of which a crash left no row, however many there are, the empty name included (REL-53)', async (t) => {
  const house = await openedHouse(t);
  house.run(dir);
  const id = house.take(dir);
  const names = ['', ...Array.from({ length: 2500 }, (_, i) => `m/${i}`), 'n'.repeat(1500)];
  house.projection.totals(found(), names.map((name) => total(name, { points: 2 })), 1);
  const lost = new Set(['', 'm/0', 'm/999', 'm/2499', 'n'.repeat(1500)]);
  const untold = ['late/0', 'late/1'];
  const held = new Set([...names.filter((name) => name !== 'm/7'), ...untold]);
  house.projection.whole?.(found(), {
    names: () => held,
    points: (name) => (!held.has(name) ? 0 : lost.has(name) ? 1 : 2),
    totals: (wanted) => wanted.filter((name) => held.has(name)).map((name) => total(name, untold.includes(name) ? { points: 2 } : {})),
  });
  house.commit();
  const rows = house.database.sql.all<{ name: string; points: number }>('select coalesce(name, key) as name, points from experiments_metrics where experiment_id = ? and points <> 2', id);
  assert.deepEqual(new Set(rows.map(({ name }) => name)), lost);
  assert.deepEqual(house.database.sql.all<{ name: string }>("select key as name from experiments_metrics where experiment_id = ? and key like 'late/%' order by key", id).map(({ name }) => name), untold);
  assert.deepEqual(house.database.sql.get('select metric_count, point_count from experiments where id = ?', id), { metric_count: held.size, point_count: 2 * held.size - lost.size });
});
