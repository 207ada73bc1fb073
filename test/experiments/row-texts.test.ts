import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowTexts } from '../../plugins/experiments/catalog/row-texts.js';
import type { FoundExperiment } from '../../plugins/experiments/catalog/sql-catalog.js';
import { Catalog } from '../../plugins/experiments/tokens.js';
import type { ExperimentList } from '../../schemas/experiments.js';
import { openedHouse, type House } from './house.js';

const dir = 'runs/vision/20260101_000001_aaaaa1';

function endedRun(house: House): string {
  const run = house.run(dir, { tags: ['one'] });
  run.finish('finished');
  return house.take(run.dir);
}

async function listed(house: House): Promise<(readonly [tags: string[], status: string | null])[]> {
  const { experiments } = await house.call<ExperimentList>('GET', '');
  return experiments.map(({ tags, status }) => [tags, status]);
}

test('a list shows what people said since the last one', async (t) => {
  const house = await openedHouse(t);
  const id = endedRun(house);
  assert.deepEqual(await listed(house), [[['one'], 'finished']]);
  await house.call('PATCH', '/:id', { params: { id }, body: { add_tags: ['two'] } });
  assert.deepEqual(await listed(house), [[['one', 'two'], 'finished']]);
});

test('a list shows what the files of an ended run say since the last one', async (t) => {
  const house = await openedHouse(t);
  endedRun(house);
  await listed(house);
  house.run(dir, { tags: ['one'] }).finish('failed');
  house.take(dir);
  assert.deepEqual(await listed(house), [[['one'], 'failed']]);
});

test('only rows of ended runs are kept, the newest within the bound', async (t) => {
  const house = await openedHouse(t);
  const [experiment] = await house.scope.get(Catalog).byIds([endedRun(house)]);
  assert.ok(experiment);
  const asked: string[][] = [];
  const found = async (ids: readonly string[]): Promise<FoundExperiment[]> => {
    asked.push([...ids]);
    return ids.map((id) => ({ experiment: { ...experiment, id }, hasEnded: id !== 'r' }));
  };
  const texts = new RowTexts({ found }, 2 * JSON.stringify({ ...experiment, id: 'a' }).length);
  for (const ids of [['a', 'r'], ['a', 'r'], ['b'], ['c'], ['a', 'b', 'c']]) assert.deepEqual([...(await texts.of(ids)).keys()].sort(), ids);
  assert.deepEqual(asked, [['a', 'r'], ['r'], ['b'], ['c'], ['a']]);
});
