import assert from 'node:assert/strict';
import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunkeepError } from '../../daemon/api/errors.js';
import { atEnd } from '../support/at-end.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { play } from '../support/scripted-writer.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { openedLine } from './opened-line.js';
import { Told } from './test-watch.js';

const losses = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => metricLine({ loss: from + index }, { step: from + index })).join('');
const upTo = (to: number): number[] => Array.from({ length: to }, (_, index) => index);

test('a run is found, its documents told, its points readable before they are sealed', async (t) => {
  const { root, line, told, values, counts, commits } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/a/one');
  run.append(`${losses(0, 10)}{"ts": 1, "type": "image", "data": {"key": "k"}}\ntext\n{"ts"`);
  await line.scan();
  assert.deepEqual([await values(run.dir), await counts(run.dir)], [upTo(10), { lines: 12, events: 11, rejects: 1, generation: 1, offset: statSync(run.events).size - 5, size: statSync(run.events).size }]);
  assert.deepEqual(told.documents.get(run.dir)?.[0]?.get('status.json')?.state, 'ok');
  assert.deepEqual(told.events.map(([dir, generation, { type }]) => [dir, generation, type]), [[run.dir, 1, 'image']]);
  await until('the totals are told', () => told.totals.get(run.dir)?.get('loss')?.points === 10 && told.rejected.get(run.dir) === 1);
  assert.ok(commits.some(({ experiments }) => experiments.includes(`id:${run.dir}`)));
});

test('lines of a growing file arrive as they are written, to those who listen at once (DISK-26, DISK-35)', async (t) => {
  const { root, line, heard, values } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 3));
  await line.scan();
  line.listen(`id:${run.dir}`, true);
  const whole = metricLine({ loss: 3 }, { step: 3 });
  const halves: number[] = [];
  await play(run.events, [whole.slice(0, 20), async () => halves.push((await scanned(line, values, run.dir)).length), whole.slice(20), async () => halves.push((await scanned(line, values, run.dir)).length)]);
  assert.deepEqual([halves, heard.map(({ firstRow, rows, generation }) => [firstRow, rows, generation])], [[3, 4], [[3, 1, 1]]]);
  line.listen(`id:${run.dir}`, false);
  run.append(losses(4, 5));
  await line.scan();
  assert.equal(heard.length, 1);
});

test('a truncated and a replaced file are new generations: points are replaced, never doubled (DISK-36)', async (t) => {
  const { root, line, told, values, counts } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 5000));
  await line.scan();
  const seen: number[][] = [];
  const look = async (): Promise<void> => void seen.push(await scanned(line, values, run.dir));
  await play(run.events, [{ truncate: 0 }, losses(0, 2), look, { replace: losses(7, 9) }, look]);
  assert.deepEqual([seen, told.restarted, (await counts(run.dir))?.generation], [[[0, 1], [7, 8]], [[run.dir, 2], [run.dir, 3]], 3]);
});

test('a restart reads what was not sealed again and goes on behind what was (DISK-35, ENG-03)', async (t) => {
  const folder = tempFolder(t);
  const first = await openedLine(t, { folder });
  const run = new RunDirectory(first.root, 'runs/one');
  run.append(losses(0, 9000));
  await first.line.scan();
  const before = await first.values(run.dir);
  await first.stop();
  run.append(losses(9000, 9003));
  const second = await openedLine(t, { folder });
  await second.line.scan();
  assert.deepEqual([before, await second.values(run.dir)], [upTo(9000), upTo(9003)]);
  assert.ok(second.line.status().linesRead < 9003);
  assert.deepEqual(second.told.restarted, []);
});

test('a line of 50 MB is one reject, and the lines around it are points (LIM-01)', async (t) => {
  const { root, line, values, counts } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 1));
  const file = openSync(run.events, 'a');
  for (let part = 0; part < 50; part++) writeSync(file, Buffer.alloc(1024 * 1024, 'x'));
  closeSync(file);
  run.append(`\n${losses(1, 2)}`);
  await line.scan();
  assert.deepEqual([await values(run.dir), (await counts(run.dir))?.rejects], [[0, 1], 1]);
});

test('a thousand new directories at once are found by the watch, without a scan (DISK-06)', async (t) => {
  const { root, line } = await openedLine(t);
  new RunDirectory(root, 'runs/first');
  await line.scan();
  for (let i = 0; i < 1000; i++) new RunDirectory(root, `runs/project/${i}`).append(losses(0, 1));
  await until('1,001 runs are found and read', () => line.status().runs === 1001 && line.status().linesRead === 1000);
  assert.equal(line.status().watching, 'inotify');
});

test('an empty directory is no run until its first document is there (DISK-02)', async (t) => {
  const { root, line, told } = await openedLine(t);
  mkdirSync(join(root, 'runs/soon'), { recursive: true });
  await line.scan();
  assert.equal(line.status().runs, 0);
  const run = new RunDirectory(root, 'runs/soon');
  await until('the candidate became a run', () => told.documents.has(run.dir));
});

test('where inotify has no watches left, polling finds new runs and status says why (LIM-50)', async (t) => {
  const { root, line } = await openedLine(t, { config: { watching: 'polling', pollMs: 20 } });
  new RunDirectory(root, 'runs/first');
  await line.scan();
  new RunDirectory(root, 'runs/second');
  await until('the second run is found', () => line.status().runs === 2);
  assert.equal(line.status().watching, 'polling: as configured');
});

test('a root that appears later is found', async (t) => {
  const { root, line, values } = await openedLine(t, { config: { pollMs: 20 }, hasRoot: false });
  await line.scan();
  assert.equal(line.status().watching, 'polling: the root does not exist yet');
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 2));
  await until('the run is read', () => line.status().linesRead === 2);
  assert.deepEqual([await values(run.dir), line.status().watching], [[0, 1], 'inotify']);
});

test('nested runs are found, symbolic links are not followed (DISK-04, DISK-05)', async (t) => {
  const { folder, root, line, told } = await openedLine(t);
  const outside = new RunDirectory(folder, 'outside/run');
  new RunDirectory(root, 'runs/parent/inner');
  new RunDirectory(root, 'runs/parent');
  symlinkSync(outside.folder, join(root, 'runs/linked'));
  const run = new RunDirectory(root, 'runs/with-link');
  symlinkSync(outside.folder, join(run.folder, 'events.jsonl'));
  await line.scan();
  assert.deepEqual([...told.documents.keys()].sort(), ['runs/parent', 'runs/parent/inner', 'runs/with-link']);
});

test('a run that begins within the directory of another one is found without a scan (DISK-04)', async (t) => {
  const { root, line, told } = await openedLine(t);
  new RunDirectory(root, 'runs/parent');
  await line.scan();
  new RunDirectory(root, 'runs/parent/inner');
  await until('the inner run is found', () => told.documents.has('runs/parent/inner'));
});

test('a re-opened run is told its new meta.json and goes on (DISK-37)', async (t) => {
  const { root, line, told, values } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 2));
  run.finish();
  await line.scan();
  run.document('meta.json', { created_at: 1_790_000_500 });
  run.document('status.json', { status: 'running' });
  run.append(losses(0, 2));
  await line.scan();
  assert.deepEqual(await values(run.dir), [0, 1, 0, 1]);
  assert.deepEqual(told.documents.get(run.dir)?.at(-1)?.get('meta.json')?.value, Object.assign(Object.create(null), { created_at: 1_790_000_500 }));
});

test('a run that ended is released, and growth after its end is found', async (t) => {
  const { root, line, values } = await openedLine(t, { config: { lingerSeconds: 0.05 } });
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 2));
  run.finish();
  await until('the run is released', () => line.status().runs === 1 && line.status().activeFiles === 0);
  assert.deepEqual([await values(run.dir), line.status().heldBytes], [[0, 1], 0]);
  run.append(losses(2, 3));
  await line.scan();
  assert.deepEqual(await values(run.dir), [0, 1, 2]);
});

test('a run directory that is deleted is told as gone, also when nobody looked', async (t) => {
  const folder = tempFolder(t);
  const first = await openedLine(t, { folder });
  const runs = ['runs/one', 'runs/two'].map((dir) => new RunDirectory(first.root, dir));
  for (const run of runs) run.append(losses(0, 2));
  await first.line.scan();
  rmSync(runs[0]!.folder, { recursive: true });
  await until('the first is gone', () => first.told.gone.length > 0);
  await first.stop();
  rmSync(runs[1]!.folder, { recursive: true });
  const told = new Told();
  told.known = [{ experimentId: 'id:runs/two', dir: 'runs/two', runId: 'two', layout: 'path', logicalPath: 'runs' }];
  const second = await openedLine(t, { folder, told });
  await second.line.scan();
  assert.deepEqual([first.told.gone, told.gone, await second.values('runs/two')], [['runs/one'], ['runs/two'], []]);
});

test('a root that is gone for a while takes nothing away', async (t) => {
  const { folder, root, line, told, values } = await openedLine(t, { config: { pollMs: 20 } });
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 2));
  await line.scan();
  renameSync(root, join(folder, 'elsewhere'));
  await line.scan();
  renameSync(join(folder, 'elsewhere'), root);
  run.append(losses(2, 3));
  await line.scan();
  assert.deepEqual([told.gone, await values(run.dir)], [[], [0, 1, 2]]);
});

test('a file that may not be read is told once and read when it may (EACCES)', { skip: process.platform === 'win32' }, async (t) => {
  // Root may read everything: such a process acts as nobody meanwhile.
  if (process.geteuid?.() === 0) {
    process.seteuid?.(65_534);
    atEnd(t, () => process.seteuid?.(0));
  }
  const { root, line, told, values } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  const other = new RunDirectory(root, 'runs/other');
  for (const one of [run, other]) one.append(losses(0, 2));
  chmodSync(run.events, 0);
  await line.scan();
  await line.scan();
  assert.deepEqual([told.unreadable, await values(run.dir), await values(other.dir)], [[[run.dir, 'EACCES']], [], [0, 1]]);
  chmodSync(run.events, 0o600);
  await line.scan();
  assert.deepEqual([told.unreadable.at(-1), await values(run.dir)], [[run.dir, null], [0, 1]]);
});

test('a full disk pauses the line; when there is space again nothing is lost and nothing doubled', async (t) => {
  let isFull = false;
  const opened = await openedLine(t, {
    config: { retryMs: 20 },
    through: (store) => ({
      ...store,
      writer: new Proxy(store.writer, {
        get(writer, property) {
          const value: unknown = Reflect.get(writer, property, writer);
          if (property === 'commit' && isFull) {
            return () => {
              throw new RunkeepError('no-space', 'no-space', 'the disk is full', 'free some space');
            };
          }
          return typeof value === 'function' ? (value.bind(writer) as unknown) : value;
        },
      }),
    }),
  });
  const { root, line, values, failures } = opened;
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 5000));
  await line.scan();
  isFull = true;
  const late = new RunDirectory(root, 'runs/late');
  late.append(losses(0, 3));
  late.finish();
  // A run that ended long ago is read and released in one turn: that turn must not count.
  for (const path of [late.events, late.folder]) utimesSync(path, 1, 1);
  await until('the line is paused', () => line.status().state === 'paused');
  run.append(losses(5000, 9000));
  isFull = false;
  await line.scan();
  assert.deepEqual([await values(run.dir), await values(late.dir), failures], [upTo(9000), [0, 1, 2], []]);
});

test('a rebuild forgets and reads anew, and gives the same points (ENG-03)', async (t) => {
  const { root, line, told, values } = await openedLine(t);
  const run = new RunDirectory(root, 'runs/one');
  run.append(losses(0, 5000));
  await line.scan();
  const before = await values(run.dir);
  await line.rebuild([`id:${run.dir}`]);
  assert.deepEqual([await values(run.dir), told.gone], [before, [run.dir]]);
  await line.rebuild();
  assert.deepEqual(await values(run.dir), before);
});

test('above its bound of memory the line seals, and every point stays readable (ENG-05)', async (t) => {
  const { root, line, values } = await openedLine(t, { config: { heldBytes: 64 * 1024 } });
  const runs = Array.from({ length: 20 }, (_, index) => new RunDirectory(root, `runs/${index}`));
  for (const run of runs) run.append(losses(0, 1000));
  await line.scan();
  assert.ok(line.status().heldBytes <= 64 * 1024);
  for (const run of runs) assert.deepEqual(await values(run.dir), upTo(1000));
});

test('what a failure in a projection leaves is told as a crash, and the line stands still', async (t) => {
  const told = new Told();
  const broken = { ...told.module, open: () => ({ ...told.module.open({ sql: undefined as never, now: () => 0 }), documents: () => { throw new TypeError('a bug'); } }) };
  const { root, failures } = await openedLine(t, { told: Object.assign(Object.create(told) as Told, { module: broken }) });
  new RunDirectory(root, 'runs/one');
  await until('the failure is told', () => failures.length > 0);
  assert.match(String(failures[0]), /a bug/);
});

async function scanned(line: { scan(): Promise<void> }, values: (dir: string) => Promise<number[]>, dir: string): Promise<number[]> {
  await line.scan();
  return values(dir);
}
