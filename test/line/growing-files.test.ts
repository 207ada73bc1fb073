import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { experimentDetail, metricList, pointList, rejectList, type ExperimentRow } from '../../schemas/experiments.js';
import { allExperiments } from '../fault/support/taken-in.js';
import { atEnd } from '../support/at-end.js';
import { fileScene } from '../support/file-scene.js';
import { columnsOf } from '../support/live-socket.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { play, removal } from '../support/scripted-writer.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const scene = fileScene();
let daemon: TestDaemon;
before(async () => {
  daemon = await startDaemon(scene);
  await daemon.live();
});

let count = 0;
function newRun(): RunDirectory {
  count += 1;
  return new RunDirectory(daemon.root, `runs/growing/20260921_141301_${String(count).padStart(6, '0')}`);
}

async function rowOf(run: RunDirectory): Promise<ExperimentRow> {
  return until(`${run.dir} is in the catalog`, async () => (await allExperiments(daemon)).find(({ run_dir: dir }) => dir === run.dir));
}

async function losses(run: RunDirectory): Promise<unknown[]> {
  const { id } = await rowOf(run);
  return (await daemon.json(pointList, `/api/experiments/${id}/points?metric=loss`)).points.map(({ metric_value: value }) => value);
}

/** A pause of a script: until the daemon shows exactly these values. */
const shows = (run: RunDirectory, values: readonly unknown[]) => async (): Promise<void> => {
  await until(`${run.dir} shows ${values.join(' ')}`, async () => JSON.stringify(await losses(run)) === JSON.stringify(values));
};

const line = (loss: number, step: number): string => metricLine({ loss }, { step, ts: 1_790_000_000 + step });

test('a half-written line waits for its newline (DISK-26)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), line(2, 2).slice(0, 40), shows(run, [1]), line(2, 2).slice(40), shows(run, [1, 2])]);
});

test('what a torn write left is a reject, and the event glued to it survives (DISK-25)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), line(2, 2).slice(0, 30), line(3, 3), shows(run, [1, 3])]);
  const { rejects } = await daemon.json(rejectList, `/api/experiments/${(await rowOf(run)).id}/rejects`);
  assert.deepEqual(rejects.map(({ offset, length, reason }) => ({ offset, length, reason })), [{ offset: line(1, 1).length, length: 30, reason: 'torn' }]);
});

test('a cut file begins a new generation that replaces the vanished points (DISK-36)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), line(2, 2), shows(run, [1, 2]), { truncate: 0 }, line(7, 1), shows(run, [7])]);
  const { files } = await daemon.json(metricList, `/api/experiments/${(await rowOf(run)).id}/metrics`);
  assert.deepEqual(files.map(({ generation }) => generation > 1), [true]);
});

test('a file replaced under its name is taken in anew (DISK-36)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), line(2, 2), shows(run, [1, 2]), { replace: line(5, 1) + line(6, 2) + line(7, 3) }, shows(run, [5, 6, 7]), line(8, 4), shows(run, [5, 6, 7, 8])]);
});

test('a file that was removed and comes back is taken in anew (DISK-36)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), shows(run, [1]), removal, line(4, 1), shows(run, [4])]);
});

test('bare NaN and Infinity are values of their own kind (DISK-21)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1).replace('"loss": 1', '"loss": NaN'), line(1, 2).replace('"loss": 1', '"loss": -Infinity'), shows(run, ['NaN', '-Infinity'])]);
});

test('a re-opened run is a new session: a seam, and all points of both (DISK-37)', async () => {
  const run = newRun();
  await play(run.events, [line(1, 1), line(2, 2), shows(run, [1, 2])]);
  run.document('meta.json', { id: run.dir.split('/').at(-1), path: 'growing', created_at: 1_790_000_100, pid: 2, hostname: 'gpu-node-1' });
  await play(run.events, [metricLine({ loss: 3 }, { step: 1, ts: 1_790_000_101 }), shows(run, [1, 2, 3])]);
  const { id } = await rowOf(run);
  await until('two sessions', async () => (await daemon.json(experimentDetail, `/api/experiments/${id}`)).sessions.length === 2);
  assert.deepEqual((await daemon.json(metricList, `/api/experiments/${id}/metrics`)).seams, [1_790_000_100]);
});

test('a line of 50 MB is a reject with its length, and its neighbours survive (DISK-31)', async () => {
  const run = newRun();
  const long = `{"ts": 1790000002.0, "type": "metrics", "data": {"loss": 2, "text": "${'x'.repeat(50_000_000)}"}}\n`;
  await play(run.events, [line(1, 1), long, line(3, 3), shows(run, [1, 3])]);
  const { rejects } = await daemon.json(rejectList, `/api/experiments/${(await rowOf(run)).id}/rejects`);
  assert.deepEqual(rejects.map(({ length, reason }) => ({ length, reason })), [{ length: long.length - 1, reason: 'line-too-long' }]);
});

test('a line of 10,000 keys is 10,000 series (LIM-02)', async () => {
  const run = newRun();
  const values = Object.fromEntries(Array.from({ length: 9_998 }, (_, index) => [`m/${index}`, index]));
  await play(run.events, [metricLine({ loss: 1, ...values }, { step: 1 }), shows(run, [1])]);
  const { series } = await daemon.json(metricList, `/api/experiments/${(await rowOf(run)).id}/metrics`);
  assert.equal(series.length, 9_999);
});

test('a thousand directories that appear at once are all found (DISK-06)', async (t) => {
  const staging = tempFolder(t);
  for (let index = 0; index < 1000; index++) {
    new RunDirectory(staging, `burst/20260921_141302_${String(index).padStart(6, '0')}`).log({ loss: index }, { step: 1 });
  }
  renameSync(join(staging, 'burst'), join(daemon.root, 'runs', 'burst'));
  const isThere = async (): Promise<boolean> => {
    const rows = (await allExperiments(daemon)).filter(({ path }) => path === 'burst');
    return rows.length === 1000 && rows.every(({ point_count: points }) => points === 1);
  };
  await until('all thousand with their point', isThere, 60_000);
});

test('an empty candidate is not listed until it is a run (DISK-02)', async () => {
  const dir = 'vision/early/runs/20260921_141303_000001';
  mkdirSync(join(daemon.root, dir), { recursive: true });
  const other = newRun();
  await rowOf(other);
  assert.equal((await allExperiments(daemon)).some((row) => row.run_dir === dir), false);
  const run = new RunDirectory(daemon.root, dir, { project: 'vision', name: 'early' });
  assert.equal((await rowOf(run)).layout, 'project-name');
});

test('a point reaches a socket that listens, as columns with a cursor to go on from', async (t) => {
  const run = newRun();
  run.append(line(1, 1));
  const { id } = await rowOf(run);
  await shows(run, [1])();
  const { cursor } = await daemon.json(metricList, `/api/experiments/${id}/metrics`);
  const socket = await daemon.liveSocket();
  atEnd(t, () => socket.close());
  socket.subscribe('experiments.metrics', id, cursor);
  run.append(line(2, 2));
  const values = await socket.next('a frame with the new point', (frame) => columnsOf(frame)?.columns[5]);
  assert.deepEqual(Array.from(values), [2]);
});
