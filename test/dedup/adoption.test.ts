import assert from 'node:assert/strict';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { PooledHasher } from '../../daemon/workers/pooled-hasher.js';
import type { AdoptionReport } from '../../schemas/contracts/artifact-store.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { treeOf } from '../support/tree-hash.js';
import { openHouse, type House } from './house.js';

const told = ({ findings }: AdoptionReport): string[] => findings.filter(({ code }) => code !== 'bytes-shared-by-links').map(({ severity, code, path }) => `${severity} ${code} ${path}`);
const at = (house: House, path: string): string => join(house.root.path, path);
const treeBeside = (house: House): string[] => treeOf(house.root.path, (name) => name === '.runkeep' || name.startsWith('runkeep.db'));

/** Other bytes of the same length through one of the names, as a program does that opens a file to change it. */
function edit(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.alloc(bytes.length, 'X'), { flag: 'r+' });
}

test('artifacts, versions, aliases and files are taken in, and no file of the user changes (DISK-55, DISK-62)', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { 'a.bin': 'alpha', 'sub/b.bin': 'beta' }, { description: 'first', tags: ['best'], metadata: { lr: 1 }, lifecycle_stage: 'production' });
  house.runicorn.log('model', 'net', { 'a.bin': 'alpha' });
  house.runicorn.log('config', 'net', { c: 'gamma' });
  const before = treeBeside(house);
  const report = await house.adopt();
  assert.deepEqual({ ...report, findings: told(report) }, { versions: 3, files: 4, bytes: 14, at_risk: { files: 3, bytes: 14 }, findings: [] });
  assert.deepEqual((await house.store.list({ type: 'model' })).map(({ name, versions, latest, size_bytes: bytes, aliases }) => ({ name, versions, latest, bytes, aliases })), [{ name: 'net', versions: 2, latest: 2, bytes: 14, aliases: { latest: 2 } }]);
  const { description, tags, metadata, extra, aliases, files } = await house.store.detail({ type: 'model', name: 'net', version: 1 });
  assert.deepEqual({ description, tags, metadata, extra, aliases, files: files.map(({ path, state }) => [path, state]) }, { description: 'first', tags: ['best'], metadata: { lr: 1 }, extra: { lifecycle_stage: 'production' }, aliases: [], files: [['a.bin', 'ok'], ['sub/b.bin', 'ok']] });
  assert.deepEqual(treeBeside(house), before);
});

test('an edit through a hard link makes every version of those bytes corrupt, each told with its path (DISK-56)', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { 'a.bin': 'alpha' });
  house.runicorn.log('model', 'net', { 'a.bin': 'alpha' });
  edit(at(house, 'artifacts/model/net/v1/files/a.bin'));
  assert.deepEqual(told(await house.adopt()), [
    'lost payload-corrupt artifacts/model/net/v1/files/a.bin',
    'lost payload-corrupt artifacts/model/net/v2/files/a.bin',
    `lost pool-file-corrupt ${house.runicorn.poolPath('alpha')}`,
  ]);
  assert.deepEqual((await house.store.detail({ name: 'net', version: 2 })).files.map(({ state }) => state), ['corrupt']);
  await assert.rejects(house.file('model', 'net', '2', 'a.bin'), { code: 'object-damaged' });
});

test('a truncated file, a missing one and a wrong manifest_digest are told; the version stays listed', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { cut: 'alpha', gone: 'beta', fine: 'gamma' }, { manifest_digest: '0'.repeat(64) });
  truncateSync(at(house, `${folder}/files/cut`), 2);
  rmSync(at(house, `${folder}/files/gone`));
  const report = await house.adopt();
  assert.deepEqual(told(report), [
    `odd manifest-digest-differs ${folder}/manifest.json`,
    `lost payload-corrupt ${folder}/files/cut`,
    `odd payload-missing ${folder}/files/gone`,
    `lost pool-file-corrupt ${house.runicorn.poolPath('alpha')}`,
  ]);
  assert.deepEqual((await house.store.detail({ name: 'net', version: 1 })).files.map(({ path, state }) => `${path} ${state}`), ['cut corrupt', 'fine ok', 'gone missing']);
  assert.equal((await house.file('model', 'net', '1', 'gone')).bytes.toString(), 'beta');
});

test('versions are the union of index and folders; either alone is told (DISK-55)', async (t) => {
  const house = await openHouse(t);
  for (const bytes of ['one', 'two', 'three']) house.runicorn.log('model', 'net', { a: bytes });
  renameSync(at(house, 'artifacts/model/net/v2'), at(house, 'artifacts/model/net/v7'));
  assert.deepEqual(told(await house.adopt()), ['lost version-without-folder artifacts/model/net/v2', 'odd version-not-in-index artifacts/model/net/v7']);
  assert.deepEqual((await house.store.versions({ name: 'net' })).map(({ version, damage }) => [version, damage]), [[1, []], [2, ['the folder is gone']], [3, []], [7, []]]);
});

test('documents that are empty, cut, or bare NaN are read as far as they go', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { a: 'alpha' });
  house.runicorn.write(`${folder}/metadata.json`, '{"status": "ready", "metadata": {"loss": NaN, "best": -Infinity, "text": "NaN"}}');
  const other = house.runicorn.log('model', 'other', { a: 'alpha' });
  house.runicorn.write(`${other}/manifest.json`, '{"files": [');
  house.runicorn.write('artifacts/model/other/versions.json', '');
  assert.deepEqual(told(await house.adopt()), [
    'odd artifact-index-unreadable artifacts/model/other/versions.json',
    `odd version-not-in-index ${other}`,
    `lost manifest-unreadable ${other}/manifest.json`,
  ]);
  assert.deepEqual((await house.store.detail({ name: 'net', version: 1 })).metadata, { loss: 'NaN', best: '-Infinity', text: 'NaN' });
  assert.deepEqual((await house.store.versions({ name: 'other' })).map(({ num_files: files, damage }) => [files, damage.length]), [[0, 1]]);
});

test('a file that cannot be read now is no damage: it is told, and verified the next time', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { a: 'alpha' });
  house.hasher.hashes = async (paths) => paths.map(() => ({ ok: false, code: 'EMFILE', message: 'too many open files' }));
  assert.deepEqual(told(await house.adopt()), [`odd payload-unreadable ${folder}/files/a`, `odd pool-file-unreadable ${house.runicorn.poolPath('alpha')}`]);
  assert.deepEqual((await house.store.detail({ name: 'net', version: 1 })).files.map(({ state }) => state), ['unverified']);
  house.hasher.hashes = undefined;
  assert.deepEqual(told(await house.adopt()), []);
});

test('paths and links that lead out of a version are refused, and nothing is read there (SEC-30, SEC-31)', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { a: 'alpha' });
  house.runicorn.write('secret', 'secret');
  const entry = (path: string): unknown => ({ path, size: 6, digest: `sha256:${sha256('secret')}`, modified_at: 1 });
  const manifest = JSON.stringify({ files: [entry('../../../../../secret'), entry('/etc/passwd'), entry('link'), entry('dir/secret')], references: [] });
  house.runicorn.write(`${folder}/manifest.json`, manifest);
  symlinkSync(at(house, 'secret'), at(house, `${folder}/files/link`));
  symlinkSync('/etc', at(house, `${folder}/files/dir`));
  assert.deepEqual(told(await house.adopt()).filter((line) => line.startsWith('lost')), [
    `lost path-refused ${folder}/manifest.json`,
    `lost path-refused ${folder}/manifest.json`,
    `lost payload-missing ${folder}/files/link`,
    `lost payload-missing ${folder}/files/dir/secret`,
  ]);
  await assert.rejects(house.file('model', 'net', '1', 'link'), { code: 'object-damaged' });
});

test('adopting again changes nothing and hashes nothing; a file whose stat changed is hashed anew', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha', b: 'beta' });
  const first = await house.adopt();
  assert.equal(house.hasher.hashed, 2);
  assert.deepEqual(await house.adopt(), first);
  assert.equal(house.hasher.hashed, 2);
  utimesSync(at(house, 'artifacts/model/net/v1/files/a'), 5, 5);
  assert.deepEqual(await house.adopt(), first);
  assert.equal(house.hasher.hashed, 3);
});

test('an adoption that is called off goes on where it was, and ends with the same rows', async (t) => {
  const house = await openHouse(t);
  for (let index = 0; index < 300; index++) house.runicorn.log('model', `net-${index}`, { a: `bytes ${index}` });
  const called = new AbortController();
  await assert.rejects(house.store.adopt(({ done }) => { if (done > 0) called.abort(); }, called.signal));
  const known = (await house.database.reader('dedup_places').select<unknown[]>('path')).length;
  const before = house.hasher.hashed;
  const report = await house.adopt();
  assert.deepEqual([report.versions, report.files, told(report), house.hasher.hashed - before], [300, 300, [], 300 - known]);
  assert.ok(known > 0);
});

test('deletion marks of the maker count until somebody says otherwise here, and adopting keeps what was said', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { a: 'alpha' });
  house.runicorn.log('model', 'net', { a: 'beta' });
  house.runicorn.write(`${folder}/.deleted`, '{"deleted_at": 12.5, "deleted_by": "user"}');
  const deleted = async (): Promise<unknown> => (await house.store.versions({ name: 'net' })).map(({ deleted_at: time }) => time !== null);
  await house.adopt();
  assert.deepEqual(await deleted(), [true, false]);
  await house.store.restore({ name: 'net', version: 1 });
  await house.store.remove({ name: 'net', version: 2 }, 'no longer needed');
  await house.adopt();
  assert.deepEqual([await deleted(), (await house.store.list({}))[0]?.latest], [[false, true], 1]);
});

test('the archive: missing, damaged and unreferenced blobs are told, fingerprints are computed anew (DISK-59)', async (t) => {
  const house = await openHouse(t);
  const whole = house.runicorn.collect({ 'b.csv': 'beta', 'a.csv': 'alpha' });
  const broken = house.runicorn.collect({ 'c.csv': 'gamma', 'd.csv': 'delta' });
  rmSync(at(house, house.runicorn.archive('gamma')));
  edit(at(house, house.runicorn.archive('delta')));
  const alone = house.runicorn.archive('alone');
  const snapshot = house.runicorn.archive('snapshot');
  house.assets.set('runs/one', { code: { snapshot: { saved: true, archive_path: `/old/archive/root/${snapshot}` } }, outputs: [{ archive_path: 'C:\\old\\archive\\blobs\\00\\gone' }] });
  house.runicorn.write(whole.replace('.json', 'x.json'), '{"fingerprint": "0", "files": {}}');
  assert.deepEqual(told(await house.adopt()).sort(), [
    'lost archived-asset-missing archive/blobs/00/gone',
    `lost archive-parts-missing ${broken}`,
    `lost archive-file-corrupt ${house.runicorn.poolPath('delta').replace('artifacts/.dedup', 'archive/blobs')}`,
    `note archive-file-unreferenced ${alone}`,
    `odd archive-fingerprint-differs ${whole.replace('.json', 'x.json')}`,
  ].sort());
  const { collections, blobs } = await house.call<{ collections: { path: string; missing: string[] }[]; blobs: number }>('GET', '/archive');
  assert.deepEqual([blobs, collections.find(({ path }) => path === broken)?.missing], [4, ['c.csv', 'd.csv']]);
});

test('`secure` copies what only files of the user hold into the pool; a dry run only tells, and an edit afterwards harms nothing', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha', b: 'beta' });
  await house.adopt();
  const ask = (dry_run: boolean): Promise<unknown> => house.call('POST', '/secure', { body: { dry_run } });
  assert.deepEqual([await ask(true), await ask(true), await ask(false), await ask(false)], [{ files: 2, bytes: 9, failed: [] }, { files: 2, bytes: 9, failed: [] }, { files: 2, bytes: 9, failed: [] }, { files: 0, bytes: 0, failed: [] }]);
  assert.equal(statSync(at(house, house.runicorn.poolPath('alpha'))).nlink, 2);
  edit(at(house, 'artifacts/model/net/v1/files/a'));
  assert.equal((await house.file('model', 'net', 'v1', 'a')).bytes.toString(), 'alpha');
  const after = await house.adopt();
  assert.deepEqual([after.at_risk, (await house.file('model', 'net', 'latest', 'a')).bytes.toString()], [{ files: 0, bytes: 0 }, 'alpha']);
});

test('a disk that clones for nothing makes shared bytes safe by itself', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' });
  // this disk has no clones: the thread's answer is played by a copy
  const real = PooledHasher.prototype.copy.bind(house.hasher);
  house.hasher.copies = async (request) => {
    const copied = await real({ ...request, method: 'any' });
    return copied.ok ? { ...copied, method: 'clone' } : copied;
  };
  assert.deepEqual((await house.adopt()).at_risk, { files: 0, bytes: 0 });
});

test('where nothing can be cloned no pool is made', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' });
  house.hasher.copies = async () => ({ ok: false, code: 'ENOTSUP', message: 'no clones here' });
  assert.deepEqual((await house.adopt()).at_risk, { files: 1, bytes: 5 });
  assert.deepEqual(readdirSync(house.root.keep), []);
});

test('a name is asked for with its type where several types have it', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' });
  house.runicorn.log('config', 'net', { a: 'beta' });
  await house.adopt();
  await assert.rejects(house.store.versions({ name: 'net' }), { code: 'ambiguous-artifact' });
  await assert.rejects(house.store.versions({ name: 'nope' }), { code: 'no-artifact' });
  await assert.rejects(house.store.detail({ type: 'model', name: 'net', version: 9 }), { code: 'no-version' });
  assert.equal((await house.store.versions({ type: 'config', name: 'net' })).length, 1);
});

test('names may be anything that a folder can be called', async (t) => {
  const house = await openHouse(t);
  const names = ['__proto__', 'constructor', '语音 识别', "a'b\"c", 'x\ny', '%2e%2e', 'é', 'é'.normalize('NFD')];
  for (const name of names) house.runicorn.log('model', name, { [`${name}.bin`]: name });
  mkdirSync(at(house, 'artifacts/model/empty'));
  linkSync(at(house, house.runicorn.poolPath('x\ny')), at(house, 'artifacts/model/stray'));
  const report = await house.adopt();
  assert.deepEqual([told(report), (await house.store.list({})).map(({ name }) => name).sort()], [[], [...names].sort()]);
  for (const name of names) assert.equal((await house.file('model', name, 'latest', `${name}.bin`)).bytes.toString(), name);
});

test('a folder that cannot be looked into is told with a hint, and everything else is taken in', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { 'a.bin': 'one' });
  for (const folder of ['evaluations', 'archive/blobs', 'archive/manifests', 'archive/outputs/rolling']) {
    mkdirSync(dirname(join(house.root.path, folder)), { recursive: true });
    symlinkSync(basename(folder), join(house.root.path, folder));
  }
  const { versions, findings } = await house.adopt();
  assert.deepEqual([versions, findings.filter(({ severity }) => severity === 'lost').map(({ code, path, hint }) => [code, path, hint.includes('the right to read it')])], [1, [
    ['folder-unreadable', 'archive/blobs', true], ['folder-unreadable', 'archive/manifests', true], ['folder-unreadable', 'archive/outputs/rolling', true], ['folder-unreadable', 'evaluations', true],
  ]]);
});

test('documents that cannot be read now do not take away what they said before', async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { 'a.bin': 'one' });
  await house.adopt();
  const documents = [`${folder}/manifest.json`, 'artifacts/model/net/versions.json'].map((path) => join(house.root.path, path));
  for (const path of documents) {
    renameSync(path, `${path}.aside`);
    symlinkSync(`${path}.aside`, path);
  }
  const { findings } = await house.adopt();
  assert.deepEqual(findings.map(({ code }) => code).filter((code) => code.endsWith('unreadable')), ['artifact-index-unreadable', 'manifest-unreadable']);
  const { files, aliases, num_files, size_bytes, damage } = await house.store.detail({ type: 'model', name: 'net', version: 1 });
  assert.deepEqual([files.map(({ path }) => path), aliases, num_files, size_bytes, damage.length], [['a.bin'], ['latest'], 1, 3, 1]);
});
