import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { lineConfig } from '../../daemon/ingest/config.js';
import { type LinePort, type LinePortOptions, startLine } from '../../daemon/ingest/line-port.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';

const entry = new URL('../../daemon/line.js', import.meta.url);
const watch = new URL('./port-watch.js', import.meta.url).href;

async function options(t: Scene): Promise<LinePortOptions & { readonly root: string; readonly crashes: Error[] }> {
  const folder = tempFolder(t);
  const database = await openDatabase({ database: join(folder, 'runkeep.db') }, quietLog, systemClock);
  atEnd(t, () => database.close());
  const crashes: Error[] = [];
  const root = join(folder, 'root');
  return { entry, root, crashes, log: quietLog, crashed: (failure) => crashes.push(failure), data: { root, database: database.path, config: lineConfig.parse({}), watches: [watch] } };
}

function started(t: Scene, given: LinePortOptions): LinePort {
  const line = startLine(given);
  atEnd(t, () => line.close());
  return line;
}

test('the main thread scans, listens, sees commits and unsealed rows through the port', async (t) => {
  const given = await options(t);
  const run = new RunDirectory(given.root, 'runs/one');
  const id = `id:${run.dir}`;
  const line = started(t, given);
  await line.scan();
  await line.listen(id, true);
  const committed = new Promise<readonly string[]>((resolve) => line.onCommit(({ experiments }) => resolve(experiments)));
  const heard = new Promise<number[]>((resolve) => line.onPoints(({ value }) => resolve([...value])));
  run.log({ loss: 0.5 }, { step: 1 });
  assert.deepEqual(await heard, [0.5]);
  assert.deepEqual(await committed, [id]);
  const [stream] = await line.of(id);
  assert.deepEqual([stream?.firstRow, [...(stream?.block.value ?? [])], stream?.counts.metricEvents], [0, [0.5], 1]);
  await line.rebuild([id]);
  const { state, runs, linesRead } = await line.status();
  assert.deepEqual([state, runs, linesRead], ['live', 1, 2]);
  assert.deepEqual(given.crashes, []);
});

test('a line that cannot start says why', async (t) => {
  const given = await options(t);
  const crashed = new Promise<Error>((resolve) => {
    const line = startLine({ ...given, data: { ...given.data, watches: [new URL('./parsed.js', import.meta.url).href] }, crashed: resolve });
    void assert.rejects(line.status(), /exports no "watch"/);
  });
  assert.match(String(await crashed), /exports no "watch"/);
});

test('a worker that dies is told once, and who waits for it is not left waiting', async (t) => {
  const given = await options(t);
  const path = join(given.root, '../dying.mjs');
  writeFileSync(path, `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));`);
  const crashed = new Promise<Error>((resolve) => void assert.rejects(startLine({ ...given, entry: pathToFileURL(path), crashed: resolve }).scan(), /ended with code 3/));
  assert.match(String(await crashed), /ended with code 3/);
});

test('closing takes in what the files hold and ends the worker', async (t) => {
  const given = await options(t);
  const run = new RunDirectory(given.root, 'runs/one');
  const line = startLine(given);
  await line.scan();
  const commits: string[] = [];
  line.onCommit(({ experiments }) => commits.push(...experiments));
  run.log({ loss: 1 });
  await line.close();
  await line.close();
  assert.deepEqual(commits, [`id:${run.dir}`]);
  await assert.rejects(line.status());
});
