import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFilesWithin } from '../../daemon/ingest/descriptors.js';
import { MemoryPressure } from '../../daemon/ingest/memory-pressure.js';
import { News } from '../../daemon/ingest/news.js';
import { ManualClock } from '../support/manual-clock.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';
import { openedLine } from './opened-line.js';

test('growth is read between two looks at the path, and a file put in its place is found at the next look (DISK-36)', async (t) => {
  const { root, line, values } = await openedLine(t, { config: { documentsMs: 200 } });
  const run = new RunDirectory(root, 'runs/one');
  run.append(metricLine({ loss: 1 }, { step: 1 }));
  await line.scan();
  run.append(metricLine({ loss: 2 }, { step: 2 }));
  await until('the growth is read', async () => (await values(run.dir)).length === 2);
  writeFileSync(join(run.folder, 'next'), metricLine({ loss: 7 }, { step: 1 }));
  renameSync(join(run.folder, 'next'), run.events);
  await until('the other file is read', async () => JSON.stringify(await values(run.dir)) === '[7]');
});

test('who waits longest is told first, and who is not told in one turn is told in the next', () => {
  const news = new News(() => 50);
  for (const id of ['a', 'b', 'c']) news.add(id);
  const first: string[] = [];
  for (const id of news.due(0)) if (first.push(id) === 2) break;
  news.add('a');
  assert.deepEqual([first, [...news.due(10)], [...news.due(50)], [...news.due(Infinity)]], [['a', 'b'], ['c'], ['a'], []]);
});

test('half of the files that the process may open are left to others (LIM-52)', () => {
  assert.ok(openFilesWithin(1e9) < 1e9);
  assert.deepEqual([openFilesWithin(64), openFilesWithin(1)], [64, 8]);
});

test('the system is asked for the memory of the process four times a second (LIM-70)', async () => {
  const clock = new ManualClock();
  let mebibytes = 100;
  const memory = new MemoryPressure(clock, 200, () => mebibytes * 1_048_576);
  const before = memory.isHigh;
  mebibytes = 300;
  const soon = memory.isHigh;
  await clock.pass(250);
  assert.deepEqual([before, soon, memory.isHigh], [false, false, true]);
});

test('where memory is short, a run with many series is released when it is read, and its growth is still taken in (LIM-70)', async (t) => {
  const { root, line, values } = await openedLine(t, { config: { residentMebibytes: 1 } });
  const run = new RunDirectory(root, 'runs/wide');
  for (let first = 0; first < 12_000; first += 1000) run.append(metricLine(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${first + index}`, index])), { step: first }));
  await line.scan();
  await until('the run is released', () => line.status().activeFiles === 0);
  run.append(metricLine({ m5: 77 }, { step: 20_000 }));
  await until('its growth is read', async () => (await values(run.dir, 'm5')).at(-1) === 77, 20_000);
  assert.deepEqual([await values(run.dir, 'm5'), await values(run.dir, 'm11999')], [[5, 77], [999]]);
});
