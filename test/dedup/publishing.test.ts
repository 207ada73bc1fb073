import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { versionRequest } from '../../schemas/dedup-publish.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';
import { kept, published } from './published.js';

const document = (house: House, path: string, home = 'artifacts'): unknown => JSON.parse(readFileSync(join(house.root.path, home, path), 'utf8'));
const index = z.object({ versions: z.array(z.object({ version: z.number() })), aliases: z.record(z.string(), z.number()) });
const staging = (house: House): string[] => (existsSync(join(house.root.keep, 'staging')) ? readdirSync(join(house.root.keep, 'staging')) : []);

test('a version has its rows, its documents in the layout of the seed, and its number', async (t) => {
  const house = await openHouse(t);
  const answer = await published(house, 'net', { 'weights/a.bin': 'alpha', 'config.json': '{}' }, { tags: ['good'], description: 'first', metadata: { lr: 0.1 }, aliases: ['best'], user: 'ada' });
  const manifest = readFileSync(join(house.root.path, 'artifacts/model/net/v1/manifest.json'), 'utf8');
  assert.deepEqual(answer, { type: 'model', name: 'net', version: 1, size_bytes: 7, num_files: 2, manifest_digest: sha256(manifest), durability: 'power', repeated: false });
  const { tags, description, metadata, files, aliases, created_by_user } = await house.store.detail({ type: 'model', name: 'net', version: 1 });
  assert.deepEqual({ tags, description, metadata, aliases, created_by_user }, { tags: ['good'], description: 'first', metadata: { lr: 0.1 }, aliases: ['best', 'latest'], created_by_user: 'ada' });
  assert.deepEqual(files.map(({ path, digest, state }) => [path, digest, state]), [['config.json', sha256('{}'), 'ok'], ['weights/a.bin', sha256('alpha'), 'ok']]);
  assert.deepEqual(z.object({ files: z.array(z.object({ path: z.string(), digest: z.string() })) }).parse(JSON.parse(manifest)).files, [{ path: 'weights/a.bin', digest: `sha256:${sha256('alpha')}` }, { path: 'config.json', digest: `sha256:${sha256('{}')}` }]);
  assert.deepEqual(index.parse(document(house, 'model/net/versions.json')), { versions: [{ version: 1 }], aliases: { best: 1, latest: 1 } });
  assert.deepEqual([house.told.map(({ data }) => data), staging(house)], [[{ change: 'published', type: 'model', name: 'net', version: 1 }], []]);
});

test('32 writers of one name get the numbers 1 to 32, each once (REL-33)', async (t) => {
  const house = await openHouse(t);
  const digest = await kept(house, 'alpha');
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => house.call<{ version: number }>('POST', '/artifacts/:type/:name/versions', { params: { type: 'model', name: 'net' }, body: { files: [{ path: `${n}.bin`, digest }] } })));
  const numbers = Array.from({ length: 32 }, (_, n) => n + 1);
  assert.deepEqual(answers.map(({ version }) => version).sort((one, other) => one - other), numbers);
  assert.deepEqual(index.parse(document(house, 'model/net/versions.json')), { versions: numbers.map((version) => ({ version })), aliases: { latest: 32 } });
});

test('a request that comes again with its key makes one version; other content under it is refused', async (t) => {
  const house = await openHouse(t);
  const again = await Promise.all(Array.from({ length: 4 }, () => published(house, 'net', { a: 'alpha' }, { idempotency_key: 'one' })));
  assert.deepEqual(again.map(({ version, repeated }) => [version, repeated]).sort(), [[1, false], [1, true], [1, true], [1, true]]);
  await assert.rejects(published(house, 'net', { a: 'beta' }, { idempotency_key: 'one' }), { code: 'key-in-use' });
  assert.equal((await house.store.versions({ type: 'model', name: 'net' })).length, 1);
});

test('what is published can be changed by nobody who holds the database (REL-35)', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' }, { references: [{ uri: 's3://bucket/x' }] });
  const digest = await kept(house, 'beta');
  const id = (await house.database.reader('dedup_versions').first<{ id: string }>('id')).id;
  const attacks = [
    ['dedup_versions', { num_files: 9 }], ['dedup_versions', { metadata: '{"x":1}' }], ['dedup_versions', { made_here: false }], ['dedup_versions', { version: 7 }],
    ['dedup_files', { digest }], ['dedup_files', { path: 'b' }], ['dedup_references', { uri: 'x' }],
  ] as const;
  for (const [table, change] of attacks) await assert.rejects(house.database.write((transaction) => transaction(table).update(change)), /immutable/, `${table} ${JSON.stringify(change)}`);
  await assert.rejects(house.database.write((transaction) => transaction('dedup_files').insert({ version_id: id, path: 'more', digest, size: 4, state: 'ok' })), /no further files/);
  await house.database.write((transaction) => transaction('dedup_files').update({ state: 'corrupt' }));
});

test('where Runicorn has versions of the name, numbers go on after them, and its files stay as they are', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' });
  house.runicorn.log('model', 'net', { a: 'beta' });
  const before = readFileSync(join(house.root.path, 'artifacts/model/net/versions.json'), 'utf8');
  const { version } = await published(house, 'net', { a: 'gamma' });
  assert.deepEqual([version, readdirSync(join(house.root.path, 'artifacts/model/net')).sort(), readFileSync(join(house.root.path, 'artifacts/model/net/versions.json'), 'utf8')], [3, ['v1', 'v2', 'versions.json'], before]);
  assert.deepEqual(index.parse(document(house, 'model/net/versions.json', '.runkeep/artifacts')).versions, [{ version: 3 }]);
  await house.adopt();
  assert.deepEqual((await house.store.versions({ type: 'model', name: 'net' })).map((one) => [one.version, one.aliases]), [[1, []], [2, []], [3, ['latest']]]);
});

test('taking in what Runicorn left passes over what was made here, and says which of its numbers are taken', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', { a: 'alpha' });
  await published(house, 'net', { a: 'ours' });
  house.runicorn.log('model', 'net', { a: 'theirs' });
  const { findings } = await house.adopt();
  assert.deepEqual(findings.filter(({ severity }) => severity !== 'note').map(({ code, path }) => [code, path]), [['version-number-taken', 'artifacts/model/net/v2']]);
  assert.equal((await house.store.detail({ type: 'model', name: 'net', version: 2 })).files[0]?.digest, sha256('ours'));
});

test('adopting a root of ours alone finds nothing', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' });
  const { versions, findings } = await house.adopt();
  assert.deepEqual([versions, findings, (await house.store.versions({ name: 'net' })).length], [0, [], 1]);
});

test('an index that another program wrote over is not written by us again: the next documents lie beside the pool of the keep', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' });
  const path = join(house.root.path, 'artifacts/model/net/versions.json');
  writeFileSync(path, '{"versions": [{"version": 1}, {"version": 2}], "aliases": {}}');
  const { version } = await published(house, 'net', { a: 'beta' });
  assert.deepEqual([version, readFileSync(path, 'utf8').length, index.parse(document(house, 'model/net/versions.json', '.runkeep/artifacts')).versions], [3, 61, [{ version: 3 }]]);
});

test('an overwritten source changes no version (POOL-12, R-10)', async (t) => {
  const house = await openHouse(t);
  await published(house, 'net', { a: 'alpha' });
  for (const name of readdirSync(house.root.path).filter((one) => one.startsWith('source-'))) writeFileSync(join(house.root.path, name), 'other');
  assert.equal((await house.file('model', 'net', 'latest', 'a')).bytes.toString(), 'alpha');
});

const badNames = ['.', '..', '.hidden', 'dot.', ' blank', 'blank ', 'a/b', 'a\\b', 'a:b', 'a*', 'a?', 'a"b', '<a>', 'a|b', 'nul', 'COM1.txt', 'com¹', 'a\u0000b', 'a\nb', 'a\u202eb', '\ud800', 'e\u0301', 'n'.repeat(201), '模'.repeat(100)];
test('names that would not be safe everywhere are refused; look-alikes are names of their own (SEC-32)', async (t) => {
  const house = await openHouse(t);
  for (const name of badNames) await assert.rejects(published(house, name, { a: 'alpha' }), { code: 'bad-name' }, JSON.stringify(name));
  for (const name of ['resnet-50', '模型', '__proto__', 'constructor', 'а', 'a', 'ｎul']) assert.equal((await published(house, name, { a: 'alpha' })).version, 1, name);
  await published(house, 'Straße', { a: 'alpha' });
  for (const twin of ['RESNET-50', 'STRAßE', 'A']) await assert.rejects(published(house, twin, { a: 'alpha' }), { code: 'name-twin' }, twin);
  assert.equal(existsSync(join(house.root.path, 'artifacts/model/RESNET-50')), false);
});

const badPaths = ['', '/etc/passwd', '../a', 'a/../b', 'a//b', './a', 'a\\b', 'a\u0000', 'a\u001b[2J', '\ud800', 'p'.repeat(256), `${'d/'.repeat(512)}x`];
test('paths that lead elsewhere, and twins by case or spelling, are refused (SEC-30, LIM-31)', async (t) => {
  const house = await openHouse(t);
  for (const path of badPaths) await assert.rejects(published(house, 'net', { [path]: 'alpha' }), { code: 'bad-path' }, JSON.stringify(path));
  for (const [one, other] of [['a', 'A'], ['e\u0301', '\u00e9'], ['a', 'a/b'], ['D/x', 'd/y']] as const) await assert.rejects(published(house, 'net', { [one]: 'alpha', [other]: 'beta' }), { code: 'path-twice' }, `${one} ${other}`);
  await assert.rejects(published(house, 'net', {}), { code: 'empty-version' });
  assert.deepEqual([(await published(house, 'net', { 'a b/ü.bin': 'alpha', '300': 'beta' })).version, staging(house)], [1, []]);
});

test('100,000 files are a version, one more is not (LIM-31)', async (t) => {
  const house = await openHouse(t);
  const digest = await kept(house, 'alpha');
  const files = Array.from({ length: 100_001 }, (_, n) => ({ path: `${n % 1000}/${n}`, digest }));
  const make = (some: typeof files): Promise<{ num_files: number }> => house.call('POST', '/artifacts/:type/:name/versions', { params: { type: 'dataset', name: 'many' }, body: { files: some } });
  await assert.rejects(make(files), { code: 'too-many-files' });
  assert.equal((await make(files.slice(1))).num_files, 100_000);
});

test('bytes, parents and experiments that are not there are named, and nothing is made', async (t) => {
  const house = await openHouse(t);
  const make = (body: unknown): Promise<unknown> => house.call('POST', '/artifacts/:type/:name/versions', { params: { type: 'model', name: 'net' }, body });
  await assert.rejects(make({ files: [{ path: 'a', digest: sha256('nowhere') }] }), { code: 'object-gone' });
  await assert.rejects(published(house, 'net', { a: 'alpha' }, { parents: ['data:v1'] }), { code: 'no-artifact' });
  await assert.rejects(published(house, 'net', { a: 'alpha' }, { parents: ['data'] }), { code: 'bad-parent' });
  await assert.rejects(published(house, 'net', { a: 'alpha' }, { experiment: 'gone' }), { code: 'no-experiment' });
  await assert.rejects(house.store.versions({ name: 'net' }), { code: 'no-artifact' });
  assert.equal(versionRequest.safeParse({ files: [{ path: 'a', digest: 'sha256:abc' }] }).success, false);
  assert.equal((await published(house, 'net', { a: 'alpha' })).version, 1);
});
