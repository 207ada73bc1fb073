import SqliteDatabase from 'better-sqlite3';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { experimentList } from '../../schemas/experiments.js';
import { problem } from '../../schemas/problem.js';
import { purgeAnswer, type PurgeAnswer } from '../../schemas/upkeep.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const sizes = [0, 1, 300, 5000, 30_000];

function filled(root: string, dir: string, lines: number): RunDirectory {
  const run = new RunDirectory(root, dir);
  const text = Array.from({ length: lines }, (_, step) => metricLine({ loss: Math.sin(step) / 3, acc: Math.random(), lr: 0.1 }, { step, ts: 1_790_000_000 + step })).join('');
  run.append(text);
  run.document('config.json', { lr: 0.1, note: 'x'.repeat(lines) });
  mkdirSync(join(run.folder, 'media', 'deep'), { recursive: true });
  writeFileSync(join(run.folder, 'media', 'deep', 'picture.bin'), Buffer.alloc(lines * 3));
  run.finish();
  return run;
}

/** Bytes of the database once all of its log is in the file. */
function settledSize(database: string): number {
  const connection = new SqliteDatabase(database, { timeout: 5000 });
  const [{ busy } = { busy: 1 }] = connection.pragma('wal_checkpoint(truncate)') as { busy: number }[];
  connection.close();
  assert.equal(busy, 0);
  return statSync(database).size;
}

async function opened(t: TestContext, dirs: readonly (readonly [dir: string, lines: number])[]): Promise<{ daemon: TestDaemon; ids: Map<string, string> }> {
  const root = tempFolder(t);
  for (const [dir, lines] of dirs) filled(root, dir, lines);
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  return { daemon, ids: await idsOf(daemon) };
}

async function idsOf(daemon: TestDaemon, show = 'all'): Promise<Map<string, string>> {
  const { experiments } = await daemon.json(experimentList, `/api/experiments?show=${show}&limit=1000`);
  return new Map(experiments.map(({ run_dir, id }) => [run_dir, id]));
}

async function purge(daemon: TestDaemon, ids: readonly string[], isDry: boolean): Promise<PurgeAnswer> {
  const { status, body } = await daemon.post('/api/experiments/purge', { ids, dry_run: isDry });
  assert.equal(status, 200, JSON.stringify(body));
  return purgeAnswer.parse(body);
}

async function refusal(daemon: TestDaemon, ids: readonly string[]): Promise<[number, string]> {
  const { status, body } = await daemon.post('/api/experiments/purge', { ids, dry_run: false });
  return [status, problem.parse(body).code];
}

async function recycle(daemon: TestDaemon, ids: readonly string[]): Promise<void> {
  assert.equal((await daemon.post('/api/experiments/delete', { ids })).status, 200);
}

const lineStanding = z.object({ line: z.object({ heldBytes: z.number(), pendingBytes: z.number(), lastCommitAt: z.number().nullable() }) });

/** What the files hold is sealed, and the line has told all its sums: nobody but the test writes to the database from here on. */
async function atRest(daemon: TestDaemon): Promise<void> {
  await until('the line has nothing left to write', async () => {
    const { line } = await daemon.json(lineStanding, '/api/status');
    return line.heldBytes === 0 && line.pendingBytes === 0 && line.lastCommitAt !== null && Date.now() / 1000 - line.lastCommitAt > 3;
  });
}

const diskUsage = (folder: string): number => Number(execFileSync('du', ['-s', '--block-size=1', folder], { encoding: 'utf8' }).split('\t')[0]);

test('deleting frees exactly what the dry run promised, of the database to the page, of the disk to the block (ENG-07, VIEW-131)', async (t) => {
  const { daemon, ids } = await opened(t, [['runs/a/keep', 2000], ['runs/a/first', 10], ...sizes.map((lines) => [`runs/b/size_${lines}`, lines] as const), ['runs/c/one', 9000], ['runs/c/two', 9000]]);
  const database = join(daemon.root, 'runkeep.db');
  const idOf = (dir: string): string => ids.get(dir) ?? assert.fail(dir);
  const rest = await daemon.get(`/api/experiments/${idOf('runs/a/keep')}/points`);
  await recycle(daemon, [...ids.values()].filter((id) => id !== idOf('runs/a/keep')));
  await atRest(daemon);
  // what deleting the first one writes into the file is in it from here on
  await purge(daemon, [idOf('runs/a/first')], false);
  for (const some of [...sizes.map((lines) => [`runs/b/size_${lines}`]), ['runs/c/one', 'runs/c/two']]) {
    const before = settledSize(database);
    const used = some.reduce((sum, dir) => sum + diskUsage(join(daemon.root, dir)), 0);
    const promised = await purge(daemon, some.map(idOf), true);
    assert.deepEqual([promised.freed, promised.file_bytes, existsSync(join(daemon.root, some[0]!))], [null, used, true]);
    const done = await purge(daemon, some.map(idOf), false);
    assert.deepEqual(done.freed, { file_bytes: promised.file_bytes, database_bytes: promised.database_bytes }, some.join());
    assert.equal(before - settledSize(database), promised.database_bytes, some.join());
    assert.equal(existsSync(join(daemon.root, some[0]!)), false);
  }
  assert.deepEqual([...(await idsOf(daemon)).keys()], ['runs/a/keep']);
  assert.deepEqual((await daemon.get(`/api/experiments/${idOf('runs/a/keep')}/points`)).body, rest.body);
  assert.deepEqual([readdirSync(join(daemon.root, '.runkeep', 'staging')), readdirSync(join(daemon.root, '.runkeep', 'experiments'))], [[], []]);
});

test('only what is in the recycle bin and has ended goes, and nothing of the others when one is refused', async (t) => {
  const { daemon, ids } = await opened(t, [['runs/a/one', 5], ['runs/a/two', 5]]);
  const living = new RunDirectory(daemon.root, 'runs/a/living', { pid: process.pid, hostname: hostname(), created_at: Date.now() / 1000 + 3600 });
  living.finish();
  const running = new RunDirectory(daemon.root, 'runs/a/running', { pid: process.pid, hostname: hostname(), created_at: Date.now() / 1000 + 3600 });
  await daemon.post('/api/experiments/rebuild');
  const all = await idsOf(daemon);
  const [one, two, alive, stillRunning] = ['runs/a/one', 'runs/a/two', living.dir, running.dir].map((dir) => all.get(dir)!);
  await recycle(daemon, [one!, alive!, stillRunning!]);
  assert.deepEqual(await refusal(daemon, [one!, two!]), [409, 'not-in-bin']);
  assert.deepEqual(await refusal(daemon, [one!, alive!]), [409, 'still-running']);
  assert.deepEqual(await refusal(daemon, [stillRunning!]), [409, 'still-running']);
  assert.deepEqual(await refusal(daemon, ['nope']), [404, 'no-experiment']);
  assert.equal(existsSync(join(daemon.root, 'runs/a/one')), true);
  assert.equal((await idsOf(daemon)).size, ids.size + 2);
});

test('no link is followed, nothing outside of the root is touched, and what other names hold is not promised', async (t) => {
  const { daemon, ids } = await opened(t, [['runs/a/linked', 5], ['runs/a/swapped', 5], ['runs/outer', 5], ['runs/outer/inner', 5]]);
  const elsewhere = tempFolder(t);
  writeFileSync(join(elsewhere, 'precious'), Buffer.alloc(100_000));
  symlinkSync(elsewhere, join(daemon.root, 'runs/a/linked/out'));
  linkSync(join(elsewhere, 'precious'), join(daemon.root, 'runs/a/linked/also'));
  await recycle(daemon, [...ids.values()]);
  const promised = await purge(daemon, [ids.get('runs/a/linked')!], true);
  assert.equal(promised.file_bytes, diskUsage(join(daemon.root, 'runs/a/linked')) - statSync(join(elsewhere, 'precious')).blocks * 512);
  await purge(daemon, [ids.get('runs/a/linked')!], false);
  assert.equal(statSync(join(elsewhere, 'precious')).size, 100_000);
  rmSync(join(daemon.root, 'runs/a/swapped'), { recursive: true });
  symlinkSync(elsewhere, join(daemon.root, 'runs/a/swapped'));
  assert.deepEqual(await refusal(daemon, [ids.get('runs/a/swapped')!]), [409, 'not-a-folder']);
  assert.deepEqual(await refusal(daemon, [ids.get('runs/outer')!]), [409, 'holds-others']);
  const both = await purge(daemon, [ids.get('runs/outer')!, ids.get('runs/outer/inner')!], false);
  assert.deepEqual([both.experiments.length, existsSync(join(daemon.root, 'runs/outer')), existsSync(join(elsewhere, 'precious'))], [2, false, true]);
});

/** What a daemon leaves that is killed during a purge: the intent, and the staging folder as far as it came. */
function leftBehind(root: string, id: string, dir: string, far: 'staging' | 'sealed' | 'moved'): void {
  const name = randomUUID();
  const database = new SqliteDatabase(join(root, 'runkeep.db'));
  database.prepare('insert into daemon_intents (id, kind, facts, created_at) values (?, ?, ?, 1)').run(name, 'experiments.purge', JSON.stringify({ ids: [id], dirs: [dir] }));
  database.close();
  const folder = join(root, '.runkeep', 'staging', `intent-${name}${far === 'staging' ? '.part' : ''}`);
  mkdirSync(folder);
  if (far === 'moved') renameSync(join(root, dir), join(folder, 'run-0'));
}

for (const far of ['staging', 'sealed', 'moved'] as const) {
  const isFinished = far !== 'staging';
  test(`a purge that a crash cut short when it was ${far} is ${isFinished ? 'finished' : 'taken back'} at the next start (REL-31)`, async (t) => {
    const { daemon, ids } = await opened(t, [['runs/a/one', 500], ['runs/a/two', 500]]);
    await recycle(daemon, [...ids.values()]);
    await daemon.kill9();
    leftBehind(daemon.root, ids.get('runs/a/one')!, 'runs/a/one', far);
    const again = await startDaemon(t, { root: daemon.root });
    await until('only what is there is known', async () => (await idsOf(again)).size === (isFinished ? 1 : 2));
    const kept = isFinished ? ['two'] : ['one', 'two'];
    const sidecars = kept.map((name) => `${ids.get(`runs/a/${name}`)!}.json`).sort();
    assert.deepEqual([readdirSync(join(daemon.root, 'runs/a')).sort(), readdirSync(join(daemon.root, '.runkeep', 'staging')), readdirSync(join(daemon.root, '.runkeep', 'experiments')).sort()], [kept, [], sidecars]);
  });
}
