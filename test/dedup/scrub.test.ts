import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DamageRow, ScrubStatus } from '../../schemas/dedup-checks.js';
import { brokenPromise } from '../../plugins/dedup/fsck/scrub-promise.js';
import type { Scrub } from '../../plugins/dedup/fsck/scrub.js';
import { Scrubbing } from '../../plugins/dedup/fsck/tokens.js';
import { Collection, Steady } from '../../plugins/dedup/gc/tokens.js';
import { Pool } from '../../plugins/dedup/tokens.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/until.js';
import { openHouse, type House } from './house.js';
import { VersionsOf } from './versions-of.js';

const dayMs = 86_400_000;

interface Opened {
  readonly house: House;
  readonly versions: VersionsOf;
  readonly clock: ManualClock;
  readonly scrub: Scrub;
  readonly damage: () => Promise<DamageRow[]>;
}

async function opened(t: TestContext): Promise<Opened> {
  const clock = new ManualClock();
  const house = await openHouse(t, { clock });
  const damage = async (): Promise<DamageRow[]> => (await house.call<{ damage: DamageRow[] }>('GET', '/damage')).damage;
  return { house, versions: new VersionsOf(house), clock, scrub: house.scope.get(Scrubbing), damage };
}

/** Other bytes under the name of an object. */
function spoil(path: string, bytes = 'other'): void {
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

test('what was verified lately is left alone, and the longest unverified comes first (POOL-31)', async (t) => {
  const { house, versions, clock, scrub } = await opened(t);
  await versions.store('old');
  await clock.pass(10 * dayMs);
  await versions.store('young');
  await clock.pass(6 * dayMs);
  house.hasher.hashed = 0;
  const rest = await scrub.step();
  assert.deepEqual([house.hasher.hashed, (await scrub.status()).oldest_verified_seconds, rest], [1, 6 * 86_400, 1]);
  assert.equal(await scrub.step(), 60_000);
});

test('it reads no faster than it may: the rest follows from the bytes (POOL-31)', async (t) => {
  const { versions, clock, scrub } = await opened(t);
  await versions.store(new Uint8Array(5 * 2 ** 20));
  await clock.pass(16 * dayMs);
  assert.equal(await scrub.step(), 100);
});

test('damage is set aside, told, and repaired from a good copy; without one it waits for one (POOL-32, 33)', async (t) => {
  const { house, versions, clock, scrub, damage } = await opened(t);
  const place = house.runicorn.archive('has a copy');
  await house.adopt();
  for (const text of ['has a copy', 'has none', 'deleted']) await versions.store(text);
  await clock.pass(16 * dayMs);
  const folder = await house.scope.get(Pool).folder();
  const objects = new Map(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 60).map((name) => [readFileSync(join(folder, name), 'utf8'), join(folder, name)]));
  for (const text of ['has a copy', 'has none']) spoil(objects.get(text)!);
  rmSync(objects.get('deleted')!);
  await scrub.step();
  const found = await damage();
  assert.deepEqual(found.map(({ repaired_from, aside }) => [repaired_from, aside !== null]).sort(), [[null, false], [null, true], [place, true]].sort());
  assert.equal(readFileSync(objects.get('has a copy')!, 'utf8'), 'has a copy');
  await versions.store('has none');
  await clock.pass(3_600_000);
  await scrub.step();
  assert.deepEqual((await damage()).map(({ repaired_from }) => repaired_from).sort(), [place, 'it was stored again', null].sort());
});

test('a wrong clock that verified in the future is not believed (REL-55)', async (t) => {
  const { house, versions, scrub } = await opened(t);
  await versions.store('from the future');
  await house.database.write((transaction) => transaction('dedup_blobs').update({ verified_at: 9e9 }));
  house.hasher.hashed = 0;
  const { oldest_verified_seconds: age } = await scrub.status();
  await scrub.step();
  assert.deepEqual([age, house.hasher.hashed], [0, 1]);
});

test('an object that cannot be read just now is tried again later, and is no damage', async (t) => {
  const { house, versions, clock, scrub, damage } = await opened(t);
  await versions.store('busy');
  await clock.pass(16 * dayMs);
  house.hasher.hashes = async (paths) => paths.map(() => ({ ok: false, code: 'EMFILE', message: 'played' }));
  await scrub.step();
  house.hasher.hashes = undefined;
  const skipped = await scrub.step();
  await clock.pass(3_600_000);
  await scrub.step();
  assert.deepEqual([await damage(), skipped, (await scrub.status()).verified_since_start], [[], 60_000, 1]);
});

test('an object that is collected while it is verified is no damage', async (t) => {
  const { house, versions, clock, scrub, damage } = await opened(t);
  await versions.store('dropped');
  await house.scope.get(Steady).start();
  const gc = (): Promise<unknown> => house.scope.get(Collection).run(false, new AbortController().signal);
  await gc();
  await clock.pass(16 * dayMs);
  house.hasher.hashes = async (paths, options) => {
    await gc();
    house.hasher.hashes = undefined;
    return house.hasher.hash(paths, options);
  };
  await scrub.step();
  assert.deepEqual([await damage(), await versions.blobs()], [[], []]);
});

test('a promise that cannot be kept is said (POOL-31)', () => {
  const state = { bytes: 200e12, bytesPerSecond: 50 * 2 ** 20, oldestSeconds: 0 };
  assert.match(brokenPromise(state) ?? '', /takes 45 days/);
  assert.match(brokenPromise({ ...state, bytesPerSecond: 0 }) ?? '', /switched off/);
  assert.match(brokenPromise({ ...state, bytes: 1, oldestSeconds: 31 * 86_400 }) ?? '', /catching up/);
  assert.deepEqual([brokenPromise({ ...state, bytes: 0, bytesPerSecond: 0 }), brokenPromise({ ...state, bytes: 1e12 })], [null, null]);
});

test('the scrub runs by itself once it is started, and ends with the house', async (t) => {
  const { house, versions, clock, scrub } = await opened(t);
  await versions.store('alpha');
  await clock.pass(16 * dayMs);
  scrub.start();
  await clock.pass(0);
  await until('the object is verified', async () => (await scrub.status()).verified_since_start === 1);
  await scrub.close();
  const status = await house.call<ScrubStatus>('GET', '/scrub');
  assert.deepEqual([status.verified_since_start, status.oldest_verified_seconds, status.promise], [1, 0, null]);
});
