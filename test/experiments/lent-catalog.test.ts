import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { openedHouse } from './house.js';

test('runs of one run id are all found by it, newest first (DISK-03)', async (t) => {
  const house = await openedHouse(t);
  const run = (dir: string, createdAt: number): string => {
    house.run(dir, { created_at: createdAt }).log({ loss: 1 }, { step: 1 });
    return house.take(dir);
  };
  const old = run('runs/one/20261121_001556_aaaaaa', 5);
  const young = run('two/three/runs/20261121_001556_aaaaaa', 9);
  run('runs/one/20261121_001556_bbbbbb', 7);
  const found = await house.scope.get(ExperimentCatalog).byRunId('20261121_001556_aaaaaa');
  assert.deepEqual(found.map(({ id }) => id), [young, old]);
});

test('labels of other records are taken over only where nobody said anything, and once (DISK-51)', async (t) => {
  const house = await openedHouse(t);
  const catalog = house.scope.get(ExperimentCatalog);
  const dirs = ['runs/a/20261121_001556_aaaaaa', 'runs/a/20261121_001556_bbbbbb', 'runs/a/20261121_001556_cccccc'];
  const ids = dirs.map((dir, n) => {
    house.run(dir, { created_at: 5, ...(n === 1 && { tags: ['of the file'] }) });
    return house.take(dir);
  });
  await catalog.change([ids[2]!], { tags: ['of a person'], alias: 'mine' });
  const labels = new Map(ids.map((id) => [id, { alias: 'hint', tags: ['hinted'] }]));
  assert.deepEqual([...(await catalog.takeOver(labels))].sort(), [ids[0]!, ids[1]!].sort());
  assert.deepEqual(await catalog.takeOver(labels), []);
  const shown = (await catalog.byIds(ids)).map(({ alias, tags }) => ({ alias, tags }));
  assert.deepEqual(shown, [{ alias: 'hint', tags: ['hinted'] }, { alias: 'hint', tags: ['of the file'] }, { alias: 'mine', tags: ['of a person'] }]);
});

test('a run of the files that is deleted in other records alone goes to the recycle bin with their date', async (t) => {
  const house = await openedHouse(t);
  const catalog = house.scope.get(ExperimentCatalog);
  house.run('runs/a/20261121_001556_aaaaaa', { created_at: 5 });
  const id = house.take('runs/a/20261121_001556_aaaaaa');
  await catalog.takeOver(new Map([[id, { deletion: { at: 77, reason: 'user_deleted' } }]]));
  const page = await catalog.list({ show: 'deleted', sort: '-created_at', limit: 10 });
  assert.deepEqual(page.experiments.map(({ deleted_at, delete_reason }) => [deleted_at, delete_reason]), [[77, 'user_deleted']]);
  assert.equal(await catalog.count({ show: 'present' }), 0);
});

test('the log of a run is lent in whole lines, and no log is an empty one (DISK-45)', async (t) => {
  const house = await openedHouse(t);
  const run = house.run('runs/a/20261121_001556_aaaaaa', { created_at: 5 });
  const id = house.take(run.dir);
  const catalog = house.scope.get(ExperimentCatalog);
  const none = await catalog.log(id, { from: 0, bytes: 100 });
  run.text('one\ntwo\nhal');
  const first = await catalog.log(id, { from: 0, bytes: 100 });
  assert.deepEqual([none.text, first.text, first.to, (await catalog.log(id, { from: 4, bytes: 100 })).text], ['', 'one\ntwo\n', 8, 'two\n']);
  await assert.rejects(catalog.log('nobody', { from: 0, bytes: 1 }), /no experiment/);
});
