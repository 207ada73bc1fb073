import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { VersionPurgeAnswer } from '../../schemas/dedup-retention.js';
import { Checking } from '../../plugins/dedup/fsck/tokens.js';
import { Collection, Remembered, Steady } from '../../plugins/dedup/gc/tokens.js';
import { expired, type Judged } from '../../plugins/dedup/retention/policy.js';
import { Retention } from '../../plugins/dedup/retention/retention.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { openHouse, type House } from './house.js';
import { VersionsOf } from './versions-of.js';

const ref = { type: 'model', name: 'net', version: 1 } as const;
const purge = (house: House, apply: boolean): Promise<VersionPurgeAnswer> => house.call('POST', '/artifacts/:type/:name/:version/purge', { params: { ...ref, version: '1' }, body: { apply } });

test('a version made here goes with its folder and its rows, and its bytes after the grace (REL-34, POOL-21)', async (t) => {
  const clock = new ManualClock();
  const house = await openHouse(t, { clock });
  const versions = new VersionsOf(house);
  await house.scope.get(Steady).start();
  const [own, shared] = [await versions.store('own'), await versions.store('shared')];
  await versions.refer('net', 1, [own, shared]);
  await versions.refer('net', 2, [shared]);
  const folder = await versions.publish('net', 1);
  const [{ artifact_id } = assert.fail('no version')] = await house.database.reader('dedup_versions').where({ version: 1 }).select<{ artifact_id: string }[]>('artifact_id');
  await house.database.write((transaction) => transaction('dedup_own_aliases').insert({ artifact_id, alias: 'best', version: 1 }));
  await assert.rejects(purge(house, true), { code: 'not-in-bin' });
  await house.store.remove(ref, 'test');
  const said = await purge(house, false);
  assert.deepEqual([said.applied, said.fate, said.folder, said.unreferenced, existsSync(folder)], [false, 'removed', folder, { objects: 1, bytes: 3 }, true]);
  await purge(house, true);
  assert.deepEqual([existsSync(folder), readdirSync(join(house.root.keep, 'staging')), (await house.store.versions({ name: 'net' })).map(({ version }) => version), (await versions.blobs()).length], [false, [], [2], 2]);
  assert.deepEqual(await house.database.reader('dedup_own_aliases').select('alias', 'version'), [{ alias: 'best', version: null }], 'no alias names what is gone');
  await clock.pass(7 * 86_400_000);
  const { collected } = await house.scope.get(Collection).run(false, new AbortController().signal);
  assert.deepEqual([collected.objects, await versions.blobs()], [1, [shared]]);
});

test("a version whose files are the user's is only forgotten, and an adoption finds it again", async (t) => {
  const house = await openHouse(t);
  const folder = house.runicorn.log('model', 'net', { 'w.bin': 'weights' });
  await house.adopt();
  await house.store.remove(ref, 'test');
  const said = await purge(house, true);
  assert.deepEqual([said.fate, said.folder, existsSync(join(house.root.path, folder, 'files/w.bin'))], ['forgotten', null, true]);
  await assert.rejects(house.store.detail(ref), { family: 'not-found' });
  await house.adopt();
  assert.equal((await house.store.detail(ref)).deleted_at, null);
});

test('a folder that was replaced by a file is not touched, and the version stays', async (t) => {
  const house = await openHouse(t);
  const versions = new VersionsOf(house);
  await versions.refer('net', 1, [await versions.store('own')]);
  const folder = await versions.publish('net', 1);
  await house.store.remove(ref, 'test');
  chmodSync(folder, 0o755);
  renameSync(folder, `${folder}-elsewhere`);
  writeFileSync(folder, 'mine');
  await assert.rejects(purge(house, true), { code: 'not-a-folder' });
  assert.deepEqual([existsSync(folder), (await house.store.versions({ name: 'net' })).length], [true, 1]);
});

test('documents of versions made here are compared with their rows (REL-60)', async (t) => {
  const house = await openHouse(t);
  const versions = new VersionsOf(house);
  await versions.refer('net', 1, [await versions.store('own')]);
  const folder = await versions.publish('net', 1);
  const fsck = async (): Promise<string[]> => (await house.scope.get(Checking).run({ full: false, repair: false })).findings.map(({ code }) => code);
  const sound = await fsck();
  chmodSync(join(folder, 'manifest.json'), 0o644);
  writeFileSync(join(folder, 'manifest.json'), '{}');
  assert.deepEqual([sound, await fsck()], [[], ['manifest-differs']]);
});

const version = (number: number, more: Partial<Judged> = {}): Judged => ({ type: 'model', name: 'net-a', version: number, created_at: number * 86_400, aliases: [], tags: [], ...more });
const policy = { keepAliases: true, keepTags: [] };
const gone = (policies: Parameters<typeof expired>[0], versions: readonly Judged[]): number[] => expired(policies, versions, 10 * 86_400).map((one) => one.version);

test('policies count versions, measure age, and keep what an alias or a tag names', () => {
  const all = [1, 2, 3, 4].map((number) => version(number));
  assert.deepEqual(gone([{ ...policy, keepLast: 2 }], all), [2, 1]);
  assert.deepEqual(gone([{ ...policy, olderThanDays: 8 }], all), [1]);
  assert.deepEqual(gone([{ ...policy, keepLast: 1, olderThanDays: 7 }], all), [2, 1]);
  assert.deepEqual(gone([{ ...policy, keepLast: 1 }], [version(1, { aliases: ['best'] }), version(2, { tags: ['paper'] }), version(3)]), [2]);
  assert.deepEqual(gone([{ ...policy, keepLast: 1, keepAliases: false, keepTags: ['paper'] }], [version(1, { aliases: ['best'] }), version(2, { tags: ['paper'] }), version(3)]), [1]);
  assert.deepEqual(gone([{ ...policy, olderThanDays: 1 }], [version(1, { created_at: null }), version(2, { created_at: 99 * 86_400 })]), []);
  for (const [name, count] of [['net-*', 1], ['*', 1], ['n*t*a', 1], ['*b', 0], ['net', 0], ['net-a*a', 0]] as const) assert.equal(gone([{ ...policy, keepLast: 1, name }], [version(1), version(2)]).length, count, name);
  assert.deepEqual(gone([{ ...policy, keepLast: 1, type: 'dataset' }], all), []);
});

test('retention acts only after a dry run has shown these very policies', async (t) => {
  const house = await openHouse(t);
  for (const bytes of ['one', 'two', 'three']) house.runicorn.log('model', 'net', { w: bytes });
  await house.adopt();
  const retention = (keepLast: number): Retention => new Retention({ policies: [{ ...policy, keepAliases: false, keepLast }], store: house.store, database: house.database, remembered: house.scope.get(Remembered), clock: new ManualClock(), log: quietLog });
  await assert.rejects(retention(1).run(true), { code: 'dry-run-first' });
  const shown = await retention(1).run(false);
  await assert.rejects(retention(2).run(true), { code: 'dry-run-first' });
  const done = await retention(1).run(true);
  const left = (await house.store.versions({ name: 'net' })).filter(({ deleted_at }) => deleted_at === null).map((one) => one.version);
  assert.deepEqual([shown.versions, left, (await retention(1).run(true)).versions], [done.versions, [3], []]);
  assert.deepEqual(await house.call('POST', '/retention', { body: { apply: true } }), { applied: true, policies: 0, versions: [] });
});
