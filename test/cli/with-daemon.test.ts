import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { z } from 'zod';
import { atEnd } from '../support/at-end.js';
import { runCli, spawnCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { fileScene } from '../support/file-scene.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const scene = fileScene();
let daemon: TestDaemon;
let run: RunDirectory;
const json = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await runCli([...args, '--json', '--root', daemon.root])).stdout);

before(async () => {
  const root = tempFolder(scene);
  run = new RunDirectory(root, 'runs/vision/20260921_141301_aa0001');
  for (let step = 1; step <= 5; step++) run.log({ loss: 1 / step, 'evil\u001b[2J': step }, { step, stage: 'train' });
  run.text('first\n\u001b[31mred\u001b[0m \u001b]0;title\u0007\n');
  daemon = await startDaemon(scene, { root });
  await daemon.live();
});

test('status tells of the line', async () => {
  const status = z.object({ root: z.string(), line: z.object({ state: z.string(), pointsRead: z.number() }) }).parse(await json('status'));
  assert.deepEqual(status, { root: daemon.root, line: { state: 'live', pointsRead: 10 } });
});

test('ls prints an aligned table, and the same rows as JSON', async () => {
  const { code, stdout } = await runCli(['ls', '--root', daemon.root]);
  const list = z.object({ total: z.number(), experiments: z.array(z.object({ run_dir: z.string(), point_count: z.number() })) }).parse(await json('ls'));
  assert.deepEqual(list, { total: 1, experiments: [{ run_dir: run.dir, point_count: 10 }] });
  assert.equal(code, 0);
  assert.match(stdout, /^ID +PATH +RUN +STATE +POINTS +BEST +AGE\n\S+ +vision +20260921_141301_aa0001 +\w+ +10 /);
});

test('show finds an experiment by its run id, and no name drives the terminal (SEC-38)', async () => {
  const { code, stdout } = await runCli(['show', '20260921_141301_aa0001', '--root', daemon.root]);
  assert.deepEqual([code, stdout.includes('evil\\e[2J'), stdout.includes('\u001b')], [0, true, false]);
});

test('an experiment that does not exist is a failure with a hint', async () => {
  const { code, stderr } = await runCli(['show', 'nope', '--root', daemon.root]);
  assert.deepEqual({ code, stderr }, { code: 1, stderr: 'runkeep: no experiment is called nope\n  runkeep ls shows ids and run directories\n' });
});

test('a filter that is wrong comes back as the daemon words it', async () => {
  const { code, stderr } = await runCli(['ls', 'metrics.loss >', '--root', daemon.root]);
  assert.deepEqual([code, stderr.startsWith('runkeep: ')], [1, true]);
});

test('config says of each value where it comes from', async () => {
  const { values } = z.object({ values: z.array(z.object({ key: z.string(), from: z.string() })) }).parse(await json('config'));
  assert.ok(values.some(({ key, from }) => key === 'http.port' && from === '--set'), JSON.stringify(values));
});

test('tail prints the last lines of the log and then what comes, colours aside escaped (SEC-38)', async (t) => {
  const child = spawnCli(['tail', 'runs/vision/20260921_141301_aa0001', '--root', daemon.root]);
  atEnd(t, () => child.signal('SIGKILL'));
  await until('the log so far', () => child.stdout.includes('red'));
  await until('a new point', () => {
    run.log({ loss: 0.125 }, { step: 6, stage: 'train' });
    return child.stdout.includes('step 6  train  loss 0.125');
  });
  run.text('later\n');
  await until('a new line of the log', () => child.stdout.includes('later\n'));
  child.signal('SIGINT');
  assert.deepEqual(await child.ended, { code: 0, signal: null });
  assert.deepEqual(child.stdout.split('\n').slice(0, 2), ['first', 'red \\e]0;title\\x07']);
});

test('rebuild reads the files anew and gets the same numbers', async () => {
  const before = await json('show', run.dir);
  assert.equal((await runCli(['rebuild', run.dir, '--root', daemon.root])).code, 0);
  const points = z.object({ point_count: z.number() });
  assert.deepEqual(points.parse(await json('show', run.dir)), points.parse(before));
});

test('rebuild of everything is not done without a person or --yes', async () => {
  const asked = await runCli(['rebuild', '--root', daemon.root]);
  const sure = await runCli(['rebuild', '--yes', '--json', '--root', daemon.root]);
  const { rebuilt } = z.object({ rebuilt: z.string() }).parse(JSON.parse(sure.stdout));
  assert.deepEqual([asked.code, asked.stderr, sure.code, rebuilt], [1, 'runkeep: nothing was done: this needs a yes, and nobody sits at a terminal\n  give --yes\n', 0, 'all']);
});

test('an experiment is found by its id, the beginning of it, its run id and its run directory, in one question', async () => {
  const { experiments } = z.object({ experiments: z.array(z.object({ id: z.string(), run_id: z.string(), run_dir: z.string() })) }).parse(await json('ls'));
  const { id, run_id, run_dir } = experiments[0]!;
  const shown = z.object({ id: z.string() });
  for (const word of [id, id.slice(0, 4), id.slice(0, 9), run_id, run_dir]) assert.equal(shown.parse(await json('show', word)).id, id, word);
  const odd = await Promise.all([id.slice(0, 3), 'a" or id != "', '\\', '*', `${id.slice(0, 6)}*`].map((word) => runCli(['show', word, '--root', daemon.root])));
  assert.deepEqual(odd.map(({ code, stderr }) => [code, stderr.split('\n')[0]?.replace(/called .*/, 'called')]), odd.map(() => [1, 'runkeep: no experiment is called']));
});

test('a command of a plugin stands in the help and calls its route', async () => {
  const { experiments } = z.object({ experiments: z.array(z.object({ id: z.string() })) }).parse(await json('ls'));
  const help = await runCli(['help', '--root', daemon.root]);
  const tagged = z.object({ tags: z.array(z.string()) }).parse(await json('tag', experiments[0]!.id, '--add-tags', 'good', 'old run'));
  assert.deepEqual([/^ {2}tag /m.test(help.stdout), tagged.tags], [true, ['good', 'old run']]);
});

test('what a plugin wants confirmed is not done without a person or --yes', async () => {
  const { experiments } = z.object({ experiments: z.array(z.object({ id: z.string() })) }).parse(await json('ls'));
  const asked = await runCli(['rm', experiments[0]!.id, '--root', daemon.root]);
  const sure = await runCli(['rm', experiments[0]!.id, '--yes', '--root', daemon.root]);
  const after = z.object({ total: z.number() }).parse(await json('ls'));
  await json('restore', experiments[0]!.id);
  assert.deepEqual([asked.code, sure.code, after.total, asked.stderr], [1, 0, 0, 'runkeep: nothing was done: this needs a yes, and nobody sits at a terminal\n  give --yes\n']);
});

test('open prints a link with a code that logs in once', async () => {
  const { url } = z.object({ url: z.string() }).parse(await json('open', '--print'));
  const code = new URL(url).hash.slice('#login='.length);
  const login = async (): Promise<number> => (await fetch(new URL('/api/session', daemon.url), { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: daemon.url }, body: JSON.stringify({ code }) })).status;
  assert.deepEqual([await login(), await login()], [204, 401]);
});

test('token rotate changes the file, keeps it private, and the next command uses the new one', async () => {
  const old = daemon.token;
  assert.equal((await runCli(['token', 'rotate', '--root', daemon.root])).code, 0);
  const path = join(daemon.root, '.runkeep', 'token');
  assert.deepEqual([daemon.token === old, statSync(path).mode & 0o777, (await runCli(['status', '--root', daemon.root])).code], [false, 0o600, 0]);
});

test('a wrong token is refused with 77 over the socket, and nobody is believed over TCP with it (SEC-18)', async () => {
  const wrong = { RUNKEEP_TOKEN: `rk_${'b'.repeat(43)}` };
  const local = await runCli(['status', '--root', daemon.root], wrong);
  const remote = await runCli(['status', '--url', daemon.url], wrong);
  assert.deepEqual([local.code, remote.code], [77, 76]);
});

test('an address and a token file reach the daemon over TCP', async (t) => {
  const file = join(tempFolder(t), 'token');
  writeFileSync(file, `${daemon.token}\n`);
  assert.equal((await runCli(['status', '--url', daemon.url], { RUNKEEP_TOKEN_FILE: file })).code, 0);
});
