import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, linkSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { PoolReport } from '../../schemas/dedup-checks.js';
import { Checking } from '../../plugins/dedup/fsck/tokens.js';
import { Collection } from '../../plugins/dedup/gc/tokens.js';
import { Pool } from '../../plugins/dedup/tokens.js';
import { atEnd } from '../support/at-end.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';
import { VersionsOf } from './versions-of.js';

interface Opened {
  readonly house: House;
  readonly versions: VersionsOf;
  readonly fsck: (asked?: { readonly full?: boolean; readonly repair?: boolean }) => Promise<PoolReport>;
}

async function opened(t: TestContext): Promise<Opened> {
  const house = await openHouse(t);
  atEnd(t, () => house.scope.get(Checking).close());
  return { house, versions: new VersionsOf(house), fsck: ({ full = false, repair = false } = {}) => house.scope.get(Checking).run({ full, repair }) };
}

const codes = ({ findings }: PoolReport): string[] => findings.map(({ code }) => code);
const short = (report: PoolReport): readonly unknown[] => [report.state, report.total, report.left, codes(report)];

/** Changes bytes of an object and keeps size and time, as a rotting disk does. */
function rot(path: string): void {
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  const { atime, mtime } = { atime: new Date(1e12), mtime: new Date(1e12) };
  utimesSync(path, atime, mtime);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

test('a sound pool is clean, and full reads every byte (POOL-30)', async (t) => {
  const { versions, fsck } = await opened(t);
  await versions.refer('net', 1, [await versions.store('alpha'), await versions.store('beta')]);
  const [quick, full] = [await fsck(), await fsck({ full: true })];
  assert.deepEqual([short(quick), quick.progress, full.progress], [['clean', 0, 0, []], { objects: 2, of: 2, bytes: 0 }, { objects: 2, of: 2, bytes: 9 }]);
});

test('every kind of damage is found, named with its versions, and nothing is changed without repair (POOL-30)', async (t) => {
  const { versions, fsck } = await opened(t);
  const digests = [];
  for (const text of ['flipped', 'cut off', 'longer', 'deleted']) digests.push(await versions.store(text));
  await versions.refer('net', 1, digests);
  rot(versions.objectOf('flipped'));
  for (const text of ['cut off', 'longer']) chmodSync(versions.objectOf(text), 0o644);
  truncateSync(versions.objectOf('cut off'), 3);
  appendFileSync(versions.objectOf('longer'), '!');
  rmSync(versions.objectOf('deleted'));
  const report = await fsck({ full: true });
  assert.deepEqual([report.state, report.left, codes(report).sort(), new Set(report.findings.flatMap((one) => one.versions))], ['damage', 4, ['object-damaged', 'object-damaged', 'object-damaged', 'object-missing'], new Set(['model/net:v1'])]);
  assert.deepEqual(short(await fsck({ full: true })).slice(0, 3), ['damage', 4, 4]);
});

test('damage is set aside and repaired from a file of the user, which stays as it is (POOL-32, 33)', async (t) => {
  const { house, versions, fsck } = await opened(t);
  const place = house.runicorn.archive('weights');
  await house.adopt();
  await versions.refer('net', 1, [await versions.store('weights')]);
  rot(versions.objectOf('weights'));
  const report = await fsck({ full: true, repair: true });
  const aside = join(await house.scope.get(Pool).folder(), '.quarantine');
  assert.deepEqual([short(report), report.findings[0]?.repaired_from, readFileSync(join(house.root.path, place), 'utf8')], [['repaired', 1, 0, ['object-damaged']], place, 'weights']);
  assert.equal(readdirSync(aside).length, 1);
  assert.deepEqual(short(await fsck({ full: true })), ['clean', 0, 0, []]);
});

test('damage without an intact copy is left, told again, and a store of the bytes heals it', async (t) => {
  const { house, versions, fsck } = await opened(t);
  await versions.refer('net', 1, [await versions.store('only copy')]);
  rot(versions.objectOf('only copy'));
  const [first, again] = [await fsck({ full: true, repair: true }), await fsck({ repair: true })];
  const told = house.health.conditions().get('dedup')?.code;
  await versions.store('only copy');
  const healed = await fsck({ full: true, repair: true });
  assert.deepEqual([short(first), short(again), told, short(healed)], [['damage', 1, 1, ['object-damaged']], ['damage', 1, 1, ['reference-without-bytes']], 'damage', ['clean', 0, 0, []]]);
  assert.equal(house.health.conditions().get('dedup')?.code, 'intact');
});

test('right bytes that were set aside are a copy too', async (t) => {
  const { house, versions, fsck } = await opened(t);
  await versions.refer('net', 1, [await versions.store('linked')]);
  linkSync(versions.objectOf('linked'), join(house.root.path, 'second name'));
  const report = await fsck({ repair: true });
  assert.deepEqual([short(report), report.findings[0]?.repaired_from?.startsWith('.quarantine/')], [['repaired', 1, 0, ['object-drifted']], true]);
  writeFileSync(join(house.root.path, 'second name'), 'edited', { flag: 'r+' });
  assert.equal(readFileSync(versions.objectOf('linked'), 'utf8'), 'linked');
});

test('a file that was touched is the object again once its bytes are verified', async (t) => {
  const { versions, fsck } = await opened(t);
  await versions.refer('net', 1, [await versions.store('touched')]);
  utimesSync(versions.objectOf('touched'), 1, 1);
  assert.deepEqual([short(await fsck()), short(await fsck({ repair: true })), short(await fsck())], [['damage', 1, 1, ['object-drifted']], ['repaired', 1, 0, ['object-drifted']], ['clean', 0, 0, []]]);
});

test('orphans get their row when their bytes are right, else they are set aside; strangers and staged files go (POOL-04)', async (t) => {
  const { house, versions, fsck } = await opened(t);
  await versions.store('alpha');
  const folder = join(house.root.path, 'artifacts/.dedup');
  writeFileSync(versions.objectOf('orphan'), 'orphan');
  writeFileSync(versions.objectOf('foreign'), 'other bytes');
  writeFileSync(join(folder, 'ab', 'notes.txt'), 'mine');
  const found = codes(await fsck()).sort();
  const repaired = await fsck({ repair: true });
  assert.deepEqual([found, repaired.state, await versions.blobs()], [['object-without-row', 'object-without-row', 'stray-file'], 'repaired', [sha256('alpha'), sha256('orphan')].sort()]);
  assert.deepEqual([readdirSync(join(folder, '.quarantine')).length, short(await fsck({ full: true }))], [2, ['clean', 0, 0, []]]);
});

test('a row that a collection left deleting is told, and finished by a repair (REL-60)', async (t) => {
  const { house, versions, fsck } = await opened(t);
  const digest = await versions.store('half gone');
  await house.database.write((transaction) => transaction('dedup_blobs').where({ digest }).update({ state: 'deleting' }));
  assert.deepEqual(codes(await fsck()), ['row-deleting']);
  assert.deepEqual([short(await fsck({ repair: true })), await versions.blobs()], [['repaired', 1, 0, ['row-deleting']], []]);
});

test('a file of the user that is the only copy is compared, and never written', async (t) => {
  const { house, fsck } = await opened(t);
  house.runicorn.log('model', 'net', { 'w.bin': 'weights' });
  await house.adopt();
  assert.equal((await fsck({ full: true })).state, 'clean');
  const path = join(house.root.path, 'artifacts/model/net/v1/files/w.bin');
  writeFileSync(path, 'edited!');
  const report = await fsck();
  assert.deepEqual([short(report), report.findings[0]?.versions, readFileSync(path, 'utf8')], [['damage', 1, 1, ['place-changed']], ['model/net:v1'], 'edited!']);
});

test('a check keeps collections away, and the last report outlives the house', async (t) => {
  const { house, versions, fsck } = await opened(t);
  await versions.store('alpha');
  const running = fsck();
  assert.equal((await house.scope.get(Checking).report()).state, 'running');
  await running;
  assert.equal((await house.scope.get(Collection).run(false, new AbortController().signal)).interrupted, false);
  assert.deepEqual(await house.call('GET', '/fsck'), await running);
});
