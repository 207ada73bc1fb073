import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FolderQueue } from '../../daemon/ingest/folder-queue.js';
import { WatchedPlaces } from '../../daemon/ingest/watched-places.js';

function places(): { readonly places: WatchedPlaces; readonly watched: string[] } {
  const watched: string[] = [];
  return { places: new WatchedPlaces((dir) => watched.push(dir)), watched };
}

function settled(one: WatchedPlaces): void {
  for (let turn = 0; turn < 1000; turn++) one.settle();
}

test('the root is watched at once, folders without runs when all runs are found, and at most 1,000 of them (LIM-50)', () => {
  const { places: one, watched } = places();
  one.holder('', 50_000);
  for (let index = 0; index < 5000; index++) one.holder(`node_modules/${index}`, 3);
  assert.deepEqual(watched, ['']);
  settled(one);
  assert.equal(watched.length, 1001);
});

test('folders above a run are watched however many they are, but none that is a run itself', () => {
  const { places: one, watched } = places();
  for (let index = 0; index < 2000; index++) one.run(`p${index}/n/runs/outer/inner`, (dir) => dir.endsWith('outer'));
  assert.deepEqual([watched.length, watched.slice(0, 3)], [6000, ['p0/n/runs', 'p0/n', 'p0']]);
});

test('a folder of thousands of names is watched only once a run is found in it', () => {
  const { places: one, watched } = places();
  one.holder('datasets', 100_000);
  settled(one);
  assert.deepEqual(watched, []);
  one.run('datasets/a/runs/b', () => false);
  assert.deepEqual(watched, ['datasets/a/runs', 'datasets/a', 'datasets']);
});

test('folders near the root are looked at before those deep in it', () => {
  const queue = new FolderQueue();
  for (const path of [['a', 'b', 'c'], [], ['a'], ['x', 'y']]) queue.push(path);
  const order = Array.from({ length: 4 }, () => queue.pop()?.join('/'));
  assert.deepEqual([order, queue.isEmpty, queue.pop()], [['', 'a', 'x/y', 'a/b/c'], true, undefined]);
});
