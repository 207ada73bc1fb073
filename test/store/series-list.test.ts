import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesList } from '../../daemon/store/series-list.js';

function listOf(titles: readonly (readonly [string, string | null])[]): SeriesList {
  const list = new SeriesList();
  for (const [id, [name, stage]] of titles.entries()) list.add({ id, name: list.name(name), stage: stage === null ? -1 : list.stage(stage) });
  return list;
}

test('a series is found by its name and stage, however many stages its name has (DISK-24)', () => {
  const list = listOf([['loss', 'train'], ['acc', null], ['loss', 'val'], ['', null], ['loss', null]]);
  const found = [['loss', 'train'], ['loss', 'val'], ['', 'val'], ['acc', 'train']].map(([name = '', stage = '']) => list.find(list.findName(name) ?? -1, list.findStage(stage) ?? -1));
  assert.deepEqual([...found, list.find(list.findName('loss') ?? -1, -1)], [0, 2, undefined, undefined, 4]);
});

test('all series of a name are told, and those of no other', () => {
  const list = listOf([['loss', 'train'], ['acc', null], ['loss', 'val'], ['', null], ['loss', null]]);
  assert.deepEqual(['loss', '', 'acc', 'none'].map((name) => [...list.ofName(name)].map(({ id }) => id).sort()), [[0, 2, 4], [3], [1], []]);
});
