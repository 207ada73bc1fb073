import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { backupManifest, type BackupAnswer, type BackupManifest } from '../../schemas/dedup-backup.js';
import type { TaskReport } from '../../schemas/dedup-task.js';
import { runCli, type Said } from '../support/cli.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { done, writeRun } from './archived.js';
import { openHouse, type House } from './house.js';

const dir = 'runs/vision/20260921_141301_aa0001';

/** A root with a run, an artifact whose bytes the pool holds, and one whose bytes only its user's file holds. */
async function filledHouse(t: TestContext): Promise<House> {
  const house = await openHouse(t);
  writeRun(house.root.path, dir);
  house.assets.set(dir, {});
  house.runicorn.log('model', 'net', { a: 'alpha' });
  await house.adopt();
  await house.call('POST', '/secure', { body: { dry_run: false } });
  house.runicorn.log('model', 'net', { b: 'beta' });
  await house.adopt();
  return house;
}

const backUp = (house: House, folder: string, runs = true): Promise<TaskReport> => done(house, '/backup', { folder, runs });
const manifestOf = (folder: string): BackupManifest => backupManifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
const objectIn = (folder: string, digest: string): string => join(folder, 'objects', digest.slice(0, 2), digest);
const restore = (folder: string, to: string): Promise<Said> => runCli(['backup', 'restore', folder, '--to', to, '--json']);

test('a backup holds the database, the pool, the bytes that only files of the user hold, and runs when asked (REL-70)', async (t) => {
  const house = await filledHouse(t);
  const [all, few] = [tempFolder(t), tempFolder(t)];
  const report = await backUp(house, all);
  assert.equal((await backUp(house, few, false)).state, 'complete');
  const manifest = manifestOf(all);
  const paths = (found: BackupManifest): string[] => found.files.map(({ path }) => path).filter((path) => !path.startsWith('.runkeep/pool/') && !path.startsWith('artifacts/.dedup/'));
  const artifact = ['artifacts/model/net/v1/files/a', 'artifacts/model/net/v2/files/b'];
  assert.deepEqual([report.failure, paths(manifest).sort(), paths(manifestOf(few)).sort(), manifest.runs.map((run) => run.dir), manifest.lost], [
    null,
    [...artifact, ...['.outputs_state.json', 'events.jsonl', 'meta.json', 'status.json'].map((name) => `${dir}/${name}`)],
    artifact,
    [dir],
    [],
  ]);
  assert.ok(manifest.files.some(({ path, readonly }) => readonly && path === `.runkeep/pool/${sha256('alpha').slice(0, 2)}/${sha256('alpha')}`));
  assert.deepEqual(readdirSync(all).sort(), ['manifest.json', 'objects']);
});

test('the next backup copies only what is new, and what nothing names any more goes', async (t) => {
  const house = await filledHouse(t);
  const folder = tempFolder(t);
  await backUp(house, folder);
  const first = manifestOf(folder);
  house.runicorn.write(`${dir}/logs.txt`, 'new');
  rmSync(join(house.root.path, dir, '.outputs_state.json'));
  const { answer } = await backUp(house, folder);
  const second = manifestOf(folder);
  const objects = readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
  assert.deepEqual((answer as BackupAnswer).copied, { files: 2, bytes: second.database.size + 3 });
  assert.deepEqual(objects.sort(), [...new Set([second.database.sha256, ...second.files.map((file) => file.sha256)])].sort());
  assert.equal(existsSync(objectIn(folder, first.files.find(({ path }) => path.endsWith('.outputs_state.json'))!.sha256)), false);
});

test('a root that is restored holds the same bytes, and a daemon can keep it (REL-71)', async (t) => {
  const house = await filledHouse(t);
  const [folder, to] = [tempFolder(t), join(tempFolder(t), 'new/root')];
  await backUp(house, folder);
  const { code, stdout } = await restore(folder, to);
  assert.deepEqual([code, (JSON.parse(stdout) as { root: string }).root], [0, to]);
  const again = await openHouse(t, { root: to });
  assert.deepEqual([treeOf(join(to, 'runs'), () => false).map((line) => line.split(' ').at(-1)), (await again.store.list({})).map(({ name, versions }) => [name, versions])], [treeOf(join(house.root.path, 'runs'), () => false).map((line) => line.split(' ').at(-1)), [['net', 2]]]);
  assert.deepEqual([(await again.file('model', 'net', '1', 'a')).bytes.toString(), (await again.file('model', 'net', '2', 'b')).bytes.toString()], ['alpha', 'beta']);
  await again.pool().store({ from: join(to, dir, 'meta.json'), size: 1, method: 'any' });
});

test('nothing is restored over anything, from damaged bytes, or without a manifest (REL-71)', async (t) => {
  const house = await filledHouse(t);
  const [folder, taken, to] = [tempFolder(t), tempFolder(t), join(tempFolder(t), 'root')];
  await backUp(house, folder);
  writeFileSync(join(taken, 'keep'), 'x');
  const over = await restore(folder, taken);
  const object = objectIn(folder, sha256('alpha'));
  chmodSync(object, 0o644);
  writeFileSync(object, 'wrong');
  const damaged = await restore(folder, to);
  const verified = await runCli(['backup', 'verify', folder, '--json']);
  rmSync(join(folder, 'manifest.json'));
  const without = await restore(folder, to);
  const codeOf = ({ stdout }: Said): unknown => (JSON.parse(stdout) as { error: { code: string } }).error.code;
  assert.deepEqual([over, damaged, without].map(codeOf), ['not-empty', 'backup-damaged', 'no-backup']);
  assert.deepEqual([readdirSync(taken), existsSync(to), readdirSync(join(to, '..')), verified.code, (JSON.parse(verified.stdout) as { damaged: string[] }).damaged.length], [['keep'], false, [], 1, 3]);
});

test('a manifest that names paths outside of a root restores nothing', async (t) => {
  const house = await filledHouse(t);
  const [folder, parent] = [tempFolder(t), tempFolder(t)];
  await backUp(house, folder);
  const manifest = manifestOf(folder);
  for (const path of ['../evil', '/evil', 'a/../../evil', 'runs//x', 'a\0b', '..']) {
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, files: manifest.files.map((file, index) => (index === 0 ? { ...file, path } : file)) }));
    const { code } = await restore(folder, join(parent, 'root'));
    assert.deepEqual([path, code, readdirSync(parent)], [path, 1, []]);
  }
});

test('only new, empty or own folders outside of the root take a backup', async (t) => {
  const [house, other] = [await filledHouse(t), await filledHouse(t)];
  const [foreign, used] = [tempFolder(t), tempFolder(t)];
  writeFileSync(join(foreign, 'thesis.tex'), 'x');
  await backUp(other, used, false);
  const answers = [await backUp(house, join(house.root.path, 'backup')), await backUp(house, foreign), await backUp(house, used), await backUp(house, 'relative')];
  assert.deepEqual([answers.map(({ failure }) => failure?.code), readdirSync(foreign)], [['bad-folder', 'folder-in-use', 'other-backup', 'bad-folder'], ['thesis.tex']]);
});

test('bytes of which no intact copy is left are named, and the rest is backed up', async (t) => {
  const house = await filledHouse(t);
  const folder = tempFolder(t);
  house.runicorn.write('artifacts/model/net/v2/files/b', 'torn');
  const { state, answer } = await backUp(house, folder, false);
  assert.deepEqual([state, (answer as BackupAnswer).lost], ['complete', [house.runicorn.poolPath('beta'), 'artifacts/model/net/v2/files/b']]);
});

test('a backup that was cut short leaves the one before it whole, and the next one goes on', async (t) => {
  const house = await filledHouse(t);
  const folder = tempFolder(t);
  await backUp(house, folder);
  const before = readFileSync(join(folder, 'manifest.json'), 'utf8');
  house.runicorn.write(`${dir}/logs.txt`, 'new');
  await house.call('POST', '/backup', { body: { folder, runs: true } });
  const { state } = await house.call<TaskReport>('DELETE', '/backup');
  assert.deepEqual([state, readFileSync(join(folder, 'manifest.json'), 'utf8') === before, (await runCli(['backup', 'verify', folder])).code], ['cancelled', true, 0]);
  assert.deepEqual([(await backUp(house, folder)).state, readdirSync(folder).sort()], ['complete', ['manifest.json', 'objects']]);
});
