import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';
import { openedLine } from './opened-line.js';

function runOf(root: string): RunDirectory {
  const run = new RunDirectory(root, 'runs/one');
  run.append([1, 2, 3].map((loss) => metricLine({ loss }, { step: loss })).join(''));
  return run;
}

test('an event file that vanishes takes its points along, and what comes back is read from its start (DISK-36)', async (t) => {
  const { root, folder, line, values } = await openedLine(t, { config: { documentsMs: 50 } });
  const run = runOf(root);
  await line.scan();
  const before = await values(run.dir);
  renameSync(run.events, join(folder, 'away'));
  await until('its points are gone', async () => (await values(run.dir)).length === 0);
  renameSync(join(folder, 'away'), run.events);
  run.append(metricLine({ loss: 4 }, { step: 4 }));
  await until('it is read again', async () => (await values(run.dir)).length === 4);
  assert.deepEqual([before, await values(run.dir)], [[1, 2, 3], [1, 2, 3, 4]]);
});

test('an event file that vanished while nobody looked takes its sealed points along', async (t) => {
  const first = await openedLine(t);
  const run = runOf(first.root);
  run.finish();
  await first.line.scan();
  await until('the run sleeps', () => first.line.status().activeFiles === 0, 20_000);
  await first.stop();
  rmSync(run.events);
  const { line, values } = await openedLine(t, { folder: first.folder });
  await line.scan();
  assert.deepEqual(await values(run.dir), []);
});

test('files of a run that is being deleted go without a word until its rows are purged', async (t) => {
  const { root, line, values, told } = await openedLine(t, { config: { documentsMs: 50 } });
  const run = runOf(root);
  await line.scan();
  line.hold([`id:${run.dir}`]);
  rmSync(run.events);
  await line.scan();
  const held = await values(run.dir);
  line.hold([]);
  await until('its points are gone', async () => (await values(run.dir)).length === 0);
  assert.deepEqual([held, told.gone], [[1, 2, 3], []]);
});

test('a run directory that is empty, as one whose disk is not mounted, keeps its points', async (t) => {
  const { root, folder, line, values } = await openedLine(t, { config: { documentsMs: 50 } });
  const run = runOf(root);
  await line.scan();
  mkdirSync(join(folder, 'away'));
  for (const name of readdirSync(run.folder)) renameSync(join(run.folder, name), join(folder, 'away', name));
  await line.scan();
  assert.deepEqual(await values(run.dir), [1, 2, 3]);
});
