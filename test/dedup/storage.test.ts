import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pageOfRows } from '../../plugins/dedup/storage/page-of-rows.js';
import { StorageReports } from '../../plugins/dedup/storage/storage-report.js';
import type { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { storageQuery, type StorageReport, type StorageRow } from '../../schemas/dedup-storage.js';
import { ManualClock } from '../support/manual-clock.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';

const runs: Readonly<Record<string, unknown>> = { r1: { id: 'e1', run_id: 'r1', alias: null, path: 'vision/resnet', project: 'vision' }, r2: { id: 'e2', run_id: 'r2', alias: 'best', path: 'nlp/bert', project: null } };

interface Scene {
  readonly house: House;
  readonly clock: ManualClock;
  readonly asked: () => number;
  tell(query?: object): Promise<StorageReport>;
}

/** The report over a real root of Runicorn; runs are played. */
async function scene(t: TestContext): Promise<Scene> {
  const house = await openHouse(t);
  const clock = new ManualClock();
  let asked = 0;
  const catalog: Partial<ExperimentCatalog> = { byRunId: async (id) => {
    asked++;
    return (runs[id] === undefined ? [] : [runs[id]]) as Awaited<ReturnType<ExperimentCatalog['byRunId']>>;
  } };
  const reports = new StorageReports({ root: house.root, database: house.database, catalog: catalog as ExperimentCatalog, clock });
  return { house, clock, asked: () => asked, tell: (query = {}) => reports.tell(storageQuery.parse(query)) };
}

const line = ({ label, versions, bytes, stored_bytes, unique_bytes, shared_bytes, freed_bytes }: StorageRow): unknown[] => [label, versions, bytes, stored_bytes, unique_bytes, shared_bytes, freed_bytes];

/** Two versions of a net that share ten bytes with each other, and four with a data set of another project. */
async function logged({ house }: Scene): Promise<void> {
  house.runicorn.log('model', 'net', { 'a.bin': '0123456789', 'b.bin': 'abc' }, { created_by_run: 'r1' });
  house.runicorn.log('model', 'net', { 'a.bin': '0123456789', 'c.bin': 'four' }, { created_by_run: 'r1' });
  house.runicorn.log('dataset', 'faces', { 'd.bin': 'four', 'e.bin': 'fives' }, { created_by_run: 'r2' });
  house.runicorn.log('dataset', 'Empty', {}, { created_by_run: 'gone' });
  await house.adopt();
}

test('each content counts once: what an artifact shares with others and what it holds alone add up to what it keeps', async (t) => {
  const it = await scene(t);
  await logged(it);
  const { rows, totals } = await it.tell();
  assert.deepEqual(rows.map(line), [['net', 2, 27, 17, 13, 4, 0], ['faces', 1, 9, 9, 5, 4, 0], ['Empty', 1, 0, 0, 0, 0, 0]]);
  assert.deepEqual([totals.artifacts, totals.versions, totals.bytes, totals.stored_bytes, totals.outside, totals.pool], [3, 4, 36, 22, { contents: 4, bytes: 22 }, { contents: 0, bytes: 0 }]);
  assert.equal(totals.database_bytes > 0 && totals.free_bytes > 0, true);
});

test('a deletion frees only what lies in the pool and nothing else refers to', async (t) => {
  const it = await scene(t);
  await logged(it);
  await it.house.call('POST', '/secure', { body: {} });
  await it.house.store.remove({ type: 'dataset', name: 'faces', version: 1 }, 'old');
  await it.house.database.write((transaction) => transaction('dedup_files').where({ digest: sha256('abc') }).delete());
  const { rows, totals } = await it.tell();
  assert.deepEqual(rows.map(({ label, freed_bytes }) => [label, freed_bytes]), [['net', 10], ['faces', 5], ['Empty', 0]]);
  assert.deepEqual([totals.pool, totals.bin, totals.unreferenced, totals.outside.bytes], [{ contents: 4, bytes: 22 }, { contents: 1, bytes: 5 }, { contents: 1, bytes: 3 }, 0]);
});

test('what the archive refers to is freed by nobody', async (t) => {
  const it = await scene(t);
  it.house.runicorn.log('model', 'net', { 'a.bin': 'both' });
  it.house.runicorn.collect({ 'a.bin': 'both' });
  await it.house.adopt();
  const { rows } = await it.tell();
  assert.deepEqual(rows.map(line), [['net', 1, 4, 4, 0, 4, 0]]);
});

test('experiments and projects hold what their runs made; of an unknown run its id is told', async (t) => {
  const it = await scene(t);
  await logged(it);
  const experiments = await it.tell({ by: 'experiment', sort: 'label' });
  assert.deepEqual(experiments.rows.map((row) => [row.experiment_id, ...line(row)]), [[null, 'gone', 1, 0, 0, 0, 0, 0], ['e2', 'nlp/bert/best', 1, 9, 9, 5, 4, 0], ['e1', 'vision/resnet/r1', 2, 27, 17, 13, 4, 0]]);
  const projects = await it.tell({ by: 'project', sort: 'label' });
  assert.deepEqual(projects.rows.map(line), [['', 1, 0, 0, 0, 0, 0], ['nlp', 1, 9, 9, 5, 4, 0], ['vision', 2, 27, 17, 13, 4, 0]]);
});

test('many who ask at once are told one count, which is made anew when it is old', async (t) => {
  const it = await scene(t);
  await logged(it);
  await Promise.all([it.tell(), it.tell({ by: 'project' }), it.tell({ sort: 'label' })]);
  assert.equal(it.asked(), 3);
  rmSync(join(it.house.root.path, 'artifacts/dataset'), { recursive: true });
  await it.clock.pass(1999);
  await it.tell();
  assert.equal(it.asked(), 3);
  await it.clock.pass(1);
  await it.tell();
  assert.equal(it.asked(), 6);
});

test('pages follow each other in every order, also where rows are equal or came meanwhile', () => {
  const rows = Array.from({ length: 25 }, (_, index): StorageRow => ({ key: `k${String(index).padStart(2, '0')}`, label: `Net ${index % 3}`, type: 'model', experiment_id: null, versions: 1, bytes: index % 4, stored_bytes: 0, unique_bytes: 0, shared_bytes: 0, freed_bytes: 0 }));
  for (const sort of ['label', '-label', 'bytes', '-bytes', '-stored_bytes'] as const) {
    const seen: string[] = [];
    for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
      const page = pageOfRows(rows, { sort, search: '', limit: 7, next });
      seen.push(...page.rows.map(({ key }) => key));
      next = page.next ?? undefined;
    }
    assert.deepEqual([seen.length, new Set(seen).size], [25, 25]);
  }
  assert.deepEqual([pageOfRows(rows, { sort: 'label', search: 'NET 1', limit: 3, next: undefined }).total, pageOfRows(rows, { sort: 'label', search: 'MODEL', limit: 3, next: undefined }).total], [8, 25]);
  for (const next of ['', 'nonsense', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},"k"]').toString('base64url')]) assert.throws(() => pageOfRows(rows, { sort: 'label', search: '', limit: 3, next }), { code: 'bad-cursor' });
});
