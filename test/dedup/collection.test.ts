import assert from 'node:assert/strict';
import { existsSync, linkSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { CollectionAnswer } from '../../schemas/dedup-collection.js';
import { Collection, Keepers, Steady } from '../../plugins/dedup/gc/tokens.js';
import { Pool } from '../../plugins/dedup/tokens.js';
import { ManualClock } from '../support/manual-clock.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';
import { VersionsOf } from './versions-of.js';

const daySeconds = 86_400;
const dayMs = daySeconds * 1000;

interface Opened {
  readonly house: House;
  readonly versions: VersionsOf;
  readonly clock: ManualClock;
  readonly gc: (isDry?: boolean) => Promise<CollectionAnswer>;
}

async function opened(t: TestContext): Promise<Opened> {
  const clock = new ManualClock();
  const house = await openHouse(t, { clock });
  await house.scope.get(Steady).start();
  const gc = (isDry = false): Promise<CollectionAnswer> => house.scope.get(Collection).run(isDry, new AbortController().signal);
  return { house, versions: new VersionsOf(house), clock, gc };
}

const counts = ({ collected, waiting, kept }: CollectionAnswer): readonly number[] => [collected.objects, waiting.objects, kept.objects];

test('bytes go when nothing has referred to them for longer than the grace, not before (POOL-20, 21)', async (t) => {
  const { versions, clock, gc } = await opened(t);
  const [kept, dropped] = [await versions.store('kept'), await versions.store('dropped')];
  await versions.refer('net', 1, [kept]);
  await versions.forget(await versions.refer('net', 2, [dropped]));
  const first = await gc();
  await clock.pass(7 * dayMs - 1000);
  const early = await gc();
  await clock.pass(1000);
  const last = await gc();
  assert.deepEqual([counts(first), counts(early), counts(last)], [[0, 1, 1], [0, 1, 1], [1, 0, 1]]);
  assert.deepEqual([await versions.blobs(), existsSync(versions.objectOf('dropped')), readFileSync(versions.objectOf('kept'), 'utf8')], [[kept], false, 'kept']);
});

test('a reference that comes back within the grace begins it anew', async (t) => {
  const { versions, clock, gc } = await opened(t);
  const digest = await versions.store('again');
  await gc();
  await clock.pass(6 * dayMs);
  const id = await versions.refer('net', 1, [digest]);
  await gc();
  await versions.forget(id);
  await clock.pass(2 * dayMs);
  assert.deepEqual(counts(await gc()), [0, 1, 0]);
});

test('storing known bytes again begins their grace anew', async (t) => {
  const { versions, clock, gc } = await opened(t);
  await versions.store('again');
  await gc();
  await clock.pass(8 * dayMs);
  await versions.store('again');
  assert.deepEqual(counts(await gc()), [0, 1, 0]);
});

test('a dry run changes nothing and promises exactly the bytes that the next run frees, each inode once (POOL-25)', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  for (const text of ['one', 'two'.repeat(5000), 'linked']) await versions.store(text);
  linkSync(versions.objectOf('linked'), join(house.root.path, 'second name'));
  await versions.refer('net', 3, [await versions.store('kept')]);
  await gc();
  await clock.pass(8 * dayMs);
  const promised = await gc(true);
  const blocks = ['one', 'two'.repeat(5000)].map((text) => statSync(versions.objectOf(text)).blocks * 512);
  const freed = await gc();
  assert.deepEqual([promised.collected, promised.kept.first.map(({ kept_by }) => kept_by)], [freed.collected, [['model/net:v3']]]);
  assert.equal(freed.collected.bytes, blocks[0]! + blocks[1]!);
});

test('a dry run before any other promises what that one keeps to', async (t) => {
  const { versions, gc } = await opened(t);
  await versions.store('never seen');
  assert.deepEqual([counts(await gc(true)), counts(await gc())], [[0, 1, 0], [0, 1, 0]]);
});

test('places keep nothing in the pool, and their files and their blob stay', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  const path = house.runicorn.archive('mine');
  await house.adopt();
  await versions.store('mine');
  await gc();
  await clock.pass(8 * dayMs);
  assert.deepEqual(counts(await gc()), [1, 0, 0]);
  assert.deepEqual([existsSync(versions.objectOf('mine')), readFileSync(join(house.root.path, path), 'utf8'), await versions.blobs()], [false, 'mine', [sha256('mine')]]);
});

test('what a plugin keeps stays, and its reason is told', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  const digest = await versions.store('weights');
  house.scope.get(Keepers).add({ name: 'registry', kept: async (digests) => new Map(digests.map((one) => [one, 'adapter tiny'])) });
  await gc();
  await clock.pass(8 * dayMs);
  const { kept } = await gc(true);
  const fate = await house.call<{ kept_by: string[]; goes_in_seconds: number | null }>('GET', '/blobs/:digest/keepers', { params: { digest } });
  assert.deepEqual([kept.first[0]?.kept_by, counts(await gc()), fate.kept_by, fate.goes_in_seconds], [['registry: adapter tiny'], [0, 0, 1], ['registry: adapter tiny'], null]);
});

test('a keeper that cannot tell ends the whole collection (POOL-23)', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  await versions.store('weights');
  await gc();
  await clock.pass(8 * dayMs);
  house.scope.get(Keepers).add({ name: 'broken', kept: () => Promise.reject(new Error('its table is gone')) });
  await assert.rejects(gc(), /its table is gone/);
  assert.equal(existsSync(versions.objectOf('weights')), true);
});

test('a table of references that cannot be read ends the whole collection (POOL-23)', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  await versions.store('weights');
  await gc();
  await clock.pass(8 * dayMs);
  await house.database.write((transaction) => transaction.schema.renameTable('dedup_collection_files', 'elsewhere'));
  await assert.rejects(gc(), /dedup_collection_files/);
  assert.equal(existsSync(versions.objectOf('weights')), true);
});

test('nothing is collected while a backup holds collection, and a hold waits for a slice at most (POOL-24)', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  await versions.store('weights');
  await gc();
  await clock.pass(8 * dayMs);
  await house.scope.get(Collection).holdCollection(async () => {
    await assert.rejects(gc(), { code: 'collection-held' });
    assert.deepEqual(counts(await gc(true)), [1, 0, 0]);
  });
  assert.deepEqual(counts(await gc()), [1, 0, 0]);
});

test('bytes in use are left for the next time (POOL-20)', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  const digest = await versions.store('busy');
  await gc();
  await clock.pass(8 * dayMs);
  const { answer } = await house.scope.get(Pool).keeping([digest], async () => ({ answer: await gc() }));
  assert.deepEqual([counts(answer), answer.in_use, counts(await gc())], [[0, 0, 0], 1, [1, 0, 0]]);
});

test('an interrupted collection says so, and the next one goes on', async (t) => {
  const { house, versions, clock, gc } = await opened(t);
  await versions.store('weights');
  await gc();
  await clock.pass(8 * dayMs);
  const cut = await house.scope.get(Collection).run(false, AbortSignal.abort());
  assert.deepEqual([cut.interrupted, counts(cut), counts(await gc())], [true, [0, 0, 0], [1, 0, 0]]);
});

for (const isObjectThere of [true, false]) {
  test(`a start finishes what was cut short ${isObjectThere ? 'before' : 'after'} the object went (POOL-22)`, async (t) => {
    const { house, versions } = await opened(t);
    const digest = await versions.store('half gone');
    await house.database.write((transaction) => transaction('dedup_blobs').where({ digest }).update({ state: 'deleting' }));
    if (!isObjectThere) await house.scope.get(Pool).whileUnused([digest], async () => (await import('node:fs/promises')).rm(versions.objectOf('half gone')));
    await assert.rejects(versions.refer('net', 1, [digest]), { code: 'object-gone' });
    await house.scope.get(Collection).recover();
    assert.deepEqual([await versions.blobs(), existsSync(versions.objectOf('half gone'))], [[], false]);
  });
}

test('bytes that are stored again while their collection was cut short are there afterwards', async (t) => {
  const { house, versions } = await opened(t);
  const digest = await versions.store('back');
  await house.database.write((transaction) => transaction('dedup_blobs').where({ digest }).update({ state: 'deleting' }));
  await versions.store('back');
  await house.scope.get(Collection).recover();
  assert.deepEqual([await versions.blobs(), readFileSync(versions.objectOf('back'), 'utf8')], [[digest], 'back']);
});
