import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';
import { openedLine, type LineSetting, type OpenedLine } from './opened-line.js';

/** A root with a run that ended and slept when the line was stopped, and one that still ran. */
async function slept(t: TestContext, setting: LineSetting = {}): Promise<{ readonly folder: string; readonly ended: RunDirectory; readonly running: RunDirectory }> {
  const first = await openedLine(t, { config: { lingerSeconds: 0.05 }, ...setting });
  const [ended, running] = [new RunDirectory(first.root, 'runs/ended'), new RunDirectory(first.root, 'runs/running')];
  for (const run of [ended, running]) run.append([1, 2, 3].map((loss) => metricLine({ loss }, { step: loss })).join(''));
  ended.finish();
  await first.line.scan();
  await until('the ended run sleeps', () => first.line.status().activeFiles === 1, 20_000);
  await first.stop();
  return { folder: first.folder, ended, running };
}

async function again(t: TestContext, folder: string, setting: LineSetting = {}): Promise<OpenedLine> {
  const opened = await openedLine(t, { folder, ...setting });
  await opened.line.scan();
  return opened;
}

test('a run that slept is not opened again at the next start while its files are as they were', async (t) => {
  const { folder, ended, running } = await slept(t);
  const { told, values, line } = await again(t, folder);
  assert.deepEqual([[...told.documents.keys()], line.status().runs], [[running.dir], 2]);
  assert.deepEqual([await values(ended.dir), await values(running.dir)], [[1, 2, 3], [1, 2, 3]]);
});

test('a run that slept and grew while nobody looked is read on (DISK-35)', async (t) => {
  const { folder, ended } = await slept(t);
  ended.append(metricLine({ loss: 4 }, { step: 4 }));
  const { values } = await again(t, folder);
  assert.deepEqual(await values(ended.dir), [1, 2, 3, 4]);
});

test('a document that changed while nobody looked is told again', async (t) => {
  const { folder, ended } = await slept(t);
  ended.document('status.json', { status: 'failed' });
  const { told } = await again(t, folder);
  assert.deepEqual(told.documents.get(ended.dir)?.at(-1)?.get('status.json')?.state, 'ok');
});

test('after a reboot, or under another release, no sleep is believed', async (t) => {
  const { folder, ended } = await slept(t);
  const { told } = await again(t, folder, { era: 'two' });
  assert.equal(told.documents.has(ended.dir), true);
});

test('a run inside a sleeping one is found (DISK-04)', async (t) => {
  const { folder, ended } = await slept(t);
  const inner = new RunDirectory(join(folder, 'root'), `${ended.dir}/inner`);
  appendFileSync(inner.events, metricLine({ loss: 9 }, { step: 9 }));
  const { values } = await again(t, folder);
  assert.deepEqual(await values(inner.dir), [9]);
});

test('a sleeping run is read anew by a rebuild, and sleeps again', async (t) => {
  const { folder, ended } = await slept(t);
  const { line, told, values } = await again(t, folder, { config: { lingerSeconds: 0.05 } });
  await line.rebuild([`id:${ended.dir}`]);
  assert.deepEqual([told.documents.has(ended.dir), await values(ended.dir)], [true, [1, 2, 3]]);
});
