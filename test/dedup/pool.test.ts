import assert from 'node:assert/strict';
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { FilePool } from '../../plugins/dedup/pool/file-pool.js';
import { realFiles, type PoolFiles } from '../../plugins/dedup/pool/pool-files.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';

const alpha = sha256('alpha');

/** A file of the user; answers its path. */
function source(house: House, bytes: string, name = 'source'): string {
  house.runicorn.write(name, bytes);
  return join(house.root.path, name);
}

const objectAt = (house: House, digest = alpha): string => join(house.root.path, 'artifacts/.dedup', digest.slice(0, 2), digest);
const staged = (house: House): string[] => readdirSync(join(house.root.path, 'artifacts/.dedup/.staging'));
const keep = (pool: FilePool, from: string, digest?: string): Promise<unknown> => pool.store({ from, size: 5, method: 'any', ...(digest !== undefined && { digest }) });

function failing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(`${code}: played`), { code }));
}

test('an object is read-only, has one name and its row, and outlives any change of its source (REL-11, POOL-12)', async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  assert.deepEqual(await keep(house.pool(), from), { digest: alpha, size: 5, method: 'copy' });
  writeFileSync(from, 'other');
  const { mode, nlink, ino } = statSync(objectAt(house));
  const row = await house.database.reader('dedup_blobs').where({ digest: alpha }).first<{ size: number; pool_inode: string }>('size', 'pool_inode');
  assert.deepEqual([mode & 0o777, nlink, readFileSync(objectAt(house), 'utf8'), row, staged(house)], [0o444, 1, 'alpha', { size: 5, pool_inode: String(ino) }, []]);
});

test('the pool lies in artifacts/.dedup unless another program made the folder artifacts, and stays where it is', async (t) => {
  const own = await openHouse(t);
  const foreign = await openHouse(t);
  foreign.runicorn.log('model', 'net', { a: 'alpha' });
  for (const house of [own, foreign]) await keep(house.pool(), source(house, 'beta'));
  own.runicorn.log('model', 'net', { a: 'alpha' });
  const places = await Promise.all([own, foreign].map(async (house) => (await house.pool().folder()).slice(house.root.path.length + 1)));
  assert.deepEqual(places, ['artifacts/.dedup', '.runkeep/pool']);
});

test('64 writers of one file end as one object, each with a right answer', async (t) => {
  const house = await openHouse(t);
  const bytes = 'x'.repeat(1 << 20);
  const from = source(house, bytes);
  const pool = house.pool();
  const answers = await Promise.all(Array.from({ length: 64 }, () => pool.store({ from, size: bytes.length, method: 'any' })));
  assert.deepEqual(new Set(answers.map(({ digest }) => digest)), new Set([sha256(bytes)]));
  assert.deepEqual([readdirSync(join(objectAt(house, sha256(bytes)), '..')), statSync(objectAt(house, sha256(bytes))).nlink, staged(house)], [[sha256(bytes)], 1, []]);
});

test('a file that is not what its name says is set aside, and the right one takes the name (POOL-05)', async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  await keep(house.pool(), from);
  chmodSync(objectAt(house), 0o644);
  writeFileSync(objectAt(house), 'wrong');
  await keep(house.pool(), from);
  const aside = join(house.root.path, 'artifacts/.dedup/.quarantine');
  assert.deepEqual([readFileSync(objectAt(house), 'utf8'), readdirSync(aside).map((name) => readFileSync(join(aside, name), 'utf8'))], ['alpha', ['wrong']]);
});

test("right bytes under another name too are not trusted: our own copy takes the name, the other's file stays (POOL-04, DISK-57)", async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  await keep(house.pool(), source(house, 'beta', 'another'));
  linkSync(from, objectAt(house));
  await keep(house.pool(), from);
  writeFileSync(from, 'other');
  assert.deepEqual([readFileSync(objectAt(house), 'utf8'), statSync(objectAt(house)).nlink, statSync(from).nlink], ['alpha', 1, 1]);
});

for (const code of ['EXDEV', 'EMLINK', 'EPERM', 'ENOTSUP']) {
  test(`where no link can be made (${code}) the staged file is renamed (REL-20)`, async (t) => {
    const house = await openHouse(t);
    const from = source(house, 'alpha');
    const pool = house.pool({ link: failing(code) });
    await keep(pool, from);
    await keep(pool, from);
    assert.deepEqual([readFileSync(objectAt(house), 'utf8'), statSync(objectAt(house)).nlink, staged(house)], ['alpha', 1, []]);
  });
}

test('a shard on another disk is written to beside the name (EXDEV)', async (t) => {
  const house = await openHouse(t);
  const rename: PoolFiles['rename'] = async (from, to) => (from.includes('/store-') ? failing('EXDEV')() : renameSync(from, to));
  await keep(house.pool({ link: failing('EXDEV'), rename }), source(house, 'alpha'));
  assert.deepEqual([readFileSync(objectAt(house), 'utf8'), readdirSync(join(objectAt(house), '..')), staged(house)], ['alpha', [alpha], []]);
});

const faults: readonly (readonly [errno: string, code: string])[] = [['ENOSPC', 'no-space'], ['EDQUOT', 'no-space'], ['EACCES', 'unreadable'], ['EIO', 'io-error'], ['EROFS', 'read-only'], ['EMFILE', 'busy']];
for (const [errno, code] of faults) {
  test(`${errno} at any call is told as ${code}, leaves nothing, and the next call works (REL-20)`, async (t) => {
    const house = await openHouse(t);
    const from = source(house, 'alpha');
    await keep(house.pool(), source(house, 'beta', 'another'));
    let isFirst = true;
    const syncFolder: PoolFiles['syncFolder'] = async (path) => {
      const isNow = isFirst;
      isFirst = false;
      return isNow ? failing(errno)() : realFiles.syncFolder(path);
    };
    for (const files of [{ link: failing(errno) }, { syncFolder }]) {
      isFirst = true;
      await assert.rejects(keep(house.pool(files), from), { code });
      assert.deepEqual([existsSync(objectAt(house)), staged(house)], [false, []]);
    }
    await assert.rejects(keep(house.pool({ stat: failing(errno) }), from), { code });
    await house.pool().recover();
    assert.deepEqual([existsSync(objectAt(house)), staged(house)], [false, []]);
    house.hasher.copies = async () => ({ ok: false, code: errno, message: 'played' });
    await assert.rejects(keep(house.pool(), from), { code });
    house.hasher.copies = undefined;
    assert.deepEqual(staged(house), []);
    await keep(house.pool(), from);
    assert.equal(readFileSync(objectAt(house), 'utf8'), 'alpha');
  });
}

test('a disk without room is told before a byte is written (LIM-40)', async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  await assert.rejects(keep(house.pool({ room: async () => 4 }), from), { code: 'no-space' });
  assert.deepEqual([existsSync(objectAt(house)), staged(house)], [false, []]);
});

test('other bytes than expected are taken in under no name', async (t) => {
  const house = await openHouse(t);
  await assert.rejects(keep(house.pool(), source(house, 'wrong'), alpha), { code: 'digest-mismatch' });
  assert.deepEqual([existsSync(objectAt(house)), existsSync(objectAt(house, sha256('wrong'))), staged(house)], [false, false, []]);
});

test('an EIO is tried once more with a new file; the second one is told to /healthz (REL-22)', async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  house.hasher.copies = async (request) => {
    house.hasher.copies = undefined;
    return { ok: false, code: 'EIO', message: `played for ${request.from}` };
  };
  await keep(house.pool(), from);
  assert.equal(house.health.ok, true);
  house.hasher.copies = async () => ({ ok: false, code: 'EIO', message: 'played' });
  await assert.rejects(keep(house.pool(), source(house, 'beta')), { code: 'io-error' });
  assert.equal(house.health.conditions().get('pool')?.code, 'pool-degraded');
});

test('what a crash leaves of stores is taken back, and nothing else (REL-32)', async (t) => {
  const house = await openHouse(t);
  await keep(house.pool(), source(house, 'alpha'));
  const staging = join(house.root.path, 'artifacts/.dedup/.staging');
  mkdirSync(staging, { recursive: true });
  writeFileSync(join(staging, 'half'), 'hal');
  writeFileSync(join(staging, 'linked'), 'beta');
  linkSync(join(staging, 'linked'), objectAt(house, sha256('beta')));
  linkSync(objectAt(house), join(staging, 'acknowledged'));
  await house.pool().recover();
  await house.pool().recover();
  assert.deepEqual([staged(house), existsSync(objectAt(house)), existsSync(objectAt(house, sha256('beta')))], [[], true, false]);
});

test('rows that refer to bytes are written while nothing takes them away, and not at all where the pool lacks one (POOL-20)', async (t) => {
  const house = await openHouse(t);
  await keep(house.pool(), source(house, 'alpha'));
  const pool = house.pool();
  const order: string[] = [];
  const written = pool.keeping([alpha, alpha], async () => {
    order.push('rows begin');
    await house.database.write((transaction) => transaction('dedup_blobs').where({ digest: alpha }).update({ verified_at: 1 }));
    order.push('rows end');
  });
  const aside = pool.quarantine(alpha).then(() => order.push('aside'));
  await Promise.all([written, aside]);
  assert.deepEqual(order, ['rows begin', 'rows end', 'aside']);
  await assert.rejects(
    pool.keeping([alpha], () => Promise.resolve(order.push('never'))),
    { code: 'object-gone' },
  );
  assert.equal(order.length, 3);
});

test('many files are stored in one go, each kind of bytes once, and answers come in their order (REL-12)', async (t) => {
  const house = await openHouse(t);
  const texts = ['alpha', 'beta', 'alpha', ''];
  const requests = texts.map((text, index) => ({ from: source(house, text, `many/${index}`), size: text.length, method: 'any' as const }));
  const synced: string[] = [];
  const pool = house.pool({
    syncFolder: (path) => {
      synced.push(path);
      return realFiles.syncFolder(path);
    },
  });
  await pool.opened();
  synced.length = 0;
  const stored = await pool.storeAll(requests);
  assert.deepEqual(stored.map(({ digest, size }) => [digest, size]), texts.map((text) => [sha256(text), text.length]));
  assert.deepEqual([synced.length, new Set(synced).size, staged(house)], [3, 3, []], 'each touched shard is synced once');
  assert.deepEqual(texts.map((text) => readFileSync(objectAt(house, sha256(text)), 'utf8')), texts);
  assert.deepEqual((await pool.storeAll(requests)).map(({ method }) => method), ['known', 'known', 'known', 'known']);
});

test('one file that cannot be stored among many is named, and nothing stays staged', async (t) => {
  const house = await openHouse(t);
  const requests = ['alpha', 'beta'].map((text) => ({ from: source(house, text, text), size: 5, method: 'any' as const }));
  await assert.rejects(house.pool().storeAll([...requests, { from: join(house.root.path, 'gone'), size: 5, method: 'any' }]), { code: 'source-gone', message: /gone/ });
  assert.deepEqual(staged(house), []);
});

test('known bytes are only read, unless their object is not as it was kept: then they are brought again (POOL-05)', async (t) => {
  const house = await openHouse(t);
  const from = source(house, 'alpha');
  const pool = house.pool();
  await keep(pool, from);
  const { ino } = statSync(objectAt(house));
  assert.deepEqual([await keep(pool, from), statSync(objectAt(house)).ino], [{ digest: alpha, size: 5, method: 'known' }, ino]);
  chmodSync(objectAt(house), 0o644);
  writeFileSync(objectAt(house), 'alphabet');
  assert.deepEqual(await keep(pool, from), { digest: alpha, size: 5, method: 'copy' });
  assert.equal(readFileSync(objectAt(house), 'utf8'), 'alpha');
  unlinkSync(objectAt(house));
  assert.deepEqual([await keep(pool, from), readFileSync(objectAt(house), 'utf8')], [{ digest: alpha, size: 5, method: 'copy' }, 'alpha']);
});

test('what is no file of the user is refused by its own word (REL-11)', async (t) => {
  const house = await openHouse(t);
  await keep(house.pool(), source(house, 'alpha'));
  const refused = async (from: string): Promise<string> => {
    const failure: unknown = await keep(house.pool(), from).catch((one: unknown) => one);
    return failure instanceof RunkeepError ? `${failure.family} ${failure.code}` : String(failure);
  };
  symlinkSync(join(house.root.path, 'source'), join(house.root.path, 'link'));
  const large = source(house, '', 'large');
  truncateSync(large, 2 ** 43);
  const answers = await Promise.all([house.root.path + '/artifacts', objectAt(house), join(house.root.path, 'link'), '/etc/passwd', large].map(refused));
  assert.deepEqual(answers, ['invalid not-a-file', 'invalid inside-pool', 'invalid bad-path', 'invalid bad-path', 'too-large too-large']);
});

test('a shard that is gone is told as damage of the pool, and made again by the next start (REL-20)', async (t) => {
  const house = await openHouse(t);
  const pool = house.pool();
  const from = source(house, 'alpha');
  await pool.opened();
  rmdirSync(join(objectAt(house), '..'));
  await assert.rejects(keep(pool, from), { code: 'pool-damaged' });
  assert.equal(house.health.conditions().get('pool')?.code, 'pool-degraded');
  await assert.rejects(keep(pool, from), { code: 'pool-degraded' });
  await keep(house.pool(), from);
  assert.equal(readFileSync(objectAt(house), 'utf8'), 'alpha');
});
