import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { metricLine } from '../support/run-directory.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { rawTar, rawZip, zipOf } from '../support/raw-archives.js';
import { tempFolder } from '../support/temp-folder.js';
import { done, exported, importArchive, writeRun } from './archived.js';
import { openHouse, type House } from './house.js';

const dir = 'runs/vision/20260921_141301_aa0001';
const ref = { type: 'model', name: 'net', version: 1 };

/** A root with a run and a version of an artifact. */
async function filledHouse(t: TestContext): Promise<House> {
  const house = await openHouse(t);
  writeRun(house.root.path, dir);
  house.runicorn.log('model', 'net', { 'weights.bin': Buffer.alloc(200_000, 7), 'sub/config.json': '{"a": NaN}' }, { tags: ['best'], aliases: ['latest'], metadata: { rank: 8 } });
  await house.adopt();
  return house;
}

function keep(t: TestContext, bytes: Buffer, name = 'x.tar.gz'): string {
  const path = join(tempFolder(t), name);
  writeFileSync(path, bytes);
  return path;
}

const treeOf = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [join(entry.parentPath, entry.name).slice(folder.length + 1), sha256(readFileSync(join(entry.parentPath, entry.name)))]));
const staged = (house: House): string[] => (existsSync(join(house.root.keep, 'staging')) ? readdirSync(join(house.root.keep, 'staging')) : []);

for (const format of ['tar.gz', 'zip']) {
  test(`what goes out as ${format} comes in elsewhere byte for byte, and once however often (SEC-60)`, async (t) => {
    const from = await filledHouse(t);
    const to = await openHouse(t);
    const path = keep(t, await exported(from, { experiments: [dir], artifacts: ['model/net:latest'], format }));
    const first = await importArchive(to, path);
    const second = await importArchive(to, path);
    assert.deepEqual([first.failure, first.answer, second.answer], [
      null,
      { runs: [dir], artifacts: ['artifacts/model/net/v1'], equal: 0, files: 8, bytes: (first.answer as { bytes: number }).bytes },
      { runs: [], artifacts: [], equal: 2, files: 8, bytes: (first.answer as { bytes: number }).bytes },
    ]);
    assert.deepEqual(treeOf(join(to.root.path, 'runs')), treeOf(join(from.root.path, 'runs')));
    const [here, there] = [await from.store.detail(ref), await to.store.detail(ref)];
    assert.deepEqual({ ...there, manifest_digest: here.manifest_digest, files: there.files }, { ...here, files: here.files });
    assert.deepEqual((await to.file('model', 'net', 'latest', 'sub/config.json')).bytes.toString(), '{"a": NaN}');
    assert.deepEqual([staged(to), to.line.scans], [[], 1]);
  });
}

test('the programs of everybody read what goes out', async (t) => {
  const house = await filledHouse(t);
  const folder = tempFolder(t);
  const path = keep(t, await exported(house, { experiments: [dir], artifacts: ['model/net:1'] }));
  execFileSync('tar', ['xzf', path, '-C', folder]);
  const { 'runkeep-archive.json': manifest, ...files } = treeOf(folder);
  const listed = JSON.parse(readFileSync(join(folder, 'runkeep-archive.json'), 'utf8')) as { files: { path: string; sha256: string }[] };
  assert.equal(typeof manifest, 'string');
  assert.deepEqual(Object.fromEntries(listed.files.map((file) => [file.path, file.sha256])), files);
});

test('a run that grows while it goes out is as long as when it was listed; links are named and left out (SEC-31)', async (t) => {
  const house = await openHouse(t);
  const run = writeRun(house.root.path, dir);
  symlinkSync('/etc/passwd', join(run.folder, 'link'));
  const before = readFileSync(run.events);
  const parts = await house.call<{ open: (signal: AbortSignal) => AsyncIterable<Uint8Array> }>('POST', '/archives/export', { body: { experiments: [dir] } });
  run.append(metricLine({ loss: 1 }, { step: 201 }));
  const pieces: Uint8Array[] = [];
  for await (const piece of parts.open(new AbortController().signal)) pieces.push(piece);
  const folder = tempFolder(t);
  execFileSync('tar', ['xzf', keep(t, Buffer.concat(pieces)), '-C', folder]);
  const manifest = JSON.parse(readFileSync(join(folder, 'runkeep-archive.json'), 'utf8')) as { left_out: string[] };
  assert.deepEqual([readFileSync(join(folder, dir, 'events.jsonl')).equals(before), existsSync(join(folder, dir, 'link')), manifest.left_out], [true, false, [`${dir}/link`]]);
});

test('a name that could not come in elsewhere is refused before the first byte goes out', async (t) => {
  const house = await openHouse(t);
  const run = writeRun(house.root.path, dir);
  writeFileSync(join(run.folder, 'loss: train.png'), 'x');
  await assert.rejects(exported(house, { experiments: [dir] }), { code: 'bad-entry-name' });
});

test("Runicorn's own export comes in when it is named as such, run directories alone", async (t) => {
  const house = await openHouse(t);
  const member = (name: string, body = '') => ({ name, body, type: body === '' ? '5' : '0' });
  const run = [member('vision/'), member('vision/net/runs/20260921_141301_aa0001/'), member('vision/net/runs/20260921_141301_aa0001/meta.json', '{"project": "vision", "name": "net"}'), member('vision/net/runs/20260921_141301_aa0001/events.jsonl', metricLine({ loss: 1 }, { step: 1 }))];
  const legacy = keep(t, gzipSync(rawTar(run)));
  const stray = keep(t, gzipSync(rawTar([...run, { name: 'notes.txt', body: 'x' }])));
  const zipped = keep(t, zipOf(rawZip([{ name: 'runs/20260921_141302_aa0002/meta.json', body: '{}' }])), 'x.zip');
  const answers = [await importArchive(house, legacy), await importArchive(house, stray, true), await importArchive(house, legacy, true), await importArchive(house, zipped, true)];
  assert.deepEqual(answers.map(({ failure, answer }) => failure?.code ?? (answer as { runs: string[] }).runs), ['manifest-missing', 'entry-unplaced', ['vision/net/runs/20260921_141301_aa0001'], ['runs/20260921_141302_aa0002']]);
  assert.equal(existsSync(join(house.root.path, 'notes.txt')), false);
});

test('modes are those of a daemon, the right to execute aside; owners and times of the archive count for nothing (SEC-60)', async (t) => {
  const house = await openHouse(t);
  const archive = gzipSync(rawTar([{ name: 'runs/a/20260921_141301_aa0001/meta.json', body: '{}', mode: 0o6666 }, { name: 'runs/a/20260921_141301_aa0001/tool.sh', body: 'x', mode: 0o7777 }]));
  await importArchive(house, keep(t, archive), true);
  const modes = ['meta.json', 'tool.sh', '.'].map((name) => statSync(join(house.root.path, 'runs/a/20260921_141301_aa0001', name)).mode & 0o7777);
  assert.deepEqual(modes, [0o600, 0o700, 0o700]);
});

test('something else in the place of a run or a version is a conflict, and nothing comes in', async (t) => {
  const from = await filledHouse(t);
  writeRun(from.root.path, 'runs/vision/20260921_141302_aa0002');
  const path = keep(t, await exported(from, { experiments: [dir, 'runs/vision/20260921_141302_aa0002'], artifacts: ['model/net:1'] }));
  const [run, version, link] = [await openHouse(t), await openHouse(t), await openHouse(t)];
  writeRun(run.root.path, dir, 10);
  version.runicorn.log('model', 'net', { a: 'another' });
  await version.adopt();
  symlinkSync(tempFolder(t), join(link.root.path, 'runs'));
  for (const house of [run, version, link]) {
    const { failure } = await importArchive(house, path);
    assert.deepEqual([failure?.code, staged(house), existsSync(join(house.root.path, 'runs/vision/20260921_141302_aa0002'))], ['taken', [], false]);
  }
  assert.equal((await run.scope.get(ArtifactStore).list({})).length, 0);
});

test('an import that fails between names and rows is taken back as a whole', async (t) => {
  const from = await filledHouse(t);
  const to = await openHouse(t);
  const path = keep(t, await exported(from, { experiments: [dir], artifacts: ['model/net:1'] }));
  mkdirSync(join(to.root.path, 'runs'));
  await to.database.write((transaction) => transaction.raw("create trigger played before insert on dedup_versions begin select raise(abort, 'played'); end"));
  const { state } = await importArchive(to, path);
  await to.database.write((transaction) => transaction.raw('drop trigger played'));
  assert.deepEqual([state, existsSync(join(to.root.path, 'runs/vision')), readdirSync(join(to.root.path, 'runs')), await to.store.list({}), staged(to)], ['failed', false, [], [], []]);
  assert.equal((await importArchive(to, path)).state, 'complete');
});

test('what a crash left of imports in staging goes at the next start', async (t) => {
  const house = await openHouse(t);
  mkdirSync(join(house.root.keep, 'staging/archive-1/run-0'), { recursive: true });
  writeFileSync(join(house.root.keep, 'staging/archive-1/pack'), 'x');
  await house.start();
  assert.deepEqual(staged(house), []);
});

test('one import at a time; one that is cancelled leaves nothing', async (t) => {
  const from = await filledHouse(t);
  const to = await openHouse(t);
  const path = keep(t, await exported(from, { experiments: [dir] }));
  await to.call('POST', '/archives/import', { body: { archive: path } });
  await assert.rejects(to.call('POST', '/archives/import', { body: { archive: path } }), { code: 'task-running' });
  const { state } = await to.call<{ state: string }>('DELETE', '/archives/import');
  assert.deepEqual([state, existsSync(join(to.root.path, 'runs')), staged(to)], ['cancelled', false, []]);
});

test('what is no archive on this machine is told as such', async (t) => {
  const house = await openHouse(t);
  const folder = tempFolder(t);
  renameSync(keep(t, Buffer.from('x'), 'x.zip'), join(folder, 'x.zip'));
  const answers = [await importArchive(house, join(folder, 'none.zip')), await importArchive(house, folder), await done(house, '/archives/import', { archive: join(folder, 'x.zip') })];
  assert.deepEqual(answers.map(({ failure }) => failure?.code), ['archive-unreadable', 'archive-unreadable', 'archive-unsupported']);
});
