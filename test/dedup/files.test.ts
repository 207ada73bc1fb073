import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { openSync, readFileSync, statSync, truncateSync, unlinkSync, utimesSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';

/** A version with one file `a`, adopted; two places hold its bytes, which share no inode. */
async function opened(t: TestContext, bytes: string | Uint8Array = 'alphabet'): Promise<{ readonly house: House; readonly path: string; readonly copy: string }> {
  const house = await openHouse(t);
  const path = join(house.root.path, house.runicorn.log('model', 'net', { a: bytes }), 'files/a');
  const copy = join(house.root.path, house.runicorn.poolPath(bytes));
  unlinkSync(copy);
  writeFileSync(copy, bytes);
  await house.adopt();
  return { house, path, copy };
}

/** Other bytes with the same size and time: only a hash shows it. */
function rot(path: string, at = 0): void {
  const { atime, mtime } = statSync(path);
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, '#', at);
  closeSync(descriptor);
  utimesSync(path, atime, mtime);
}

test('a file comes with its digest as ETag; ranges resume it, and an ETag that is known is not sent again', async (t) => {
  const { house } = await opened(t);
  const etag = `"${sha256('alphabet')}"`;
  const ask = async (conditions: Parameters<House['file']>[4]): Promise<unknown> => {
    const { status, headers, bytes } = await house.file('model', 'net', 'latest', 'a', conditions);
    return [status, headers['Content-Range'], headers['Content-Length'], bytes.toString()];
  };
  assert.equal((await house.file('model', 'net', '1', 'a')).headers['ETag'], etag);
  assert.deepEqual(await ask({}), [undefined, undefined, '8', 'alphabet']);
  assert.deepEqual(await ask({ range: 'bytes=5-' }), [206, 'bytes 5-7/8', '3', 'bet']);
  assert.deepEqual(await ask({ range: 'bytes=1-2', ifRange: etag }), [206, 'bytes 1-2/8', '2', 'lp']);
  assert.deepEqual(await ask({ range: 'bytes=-3' }), [206, 'bytes 5-7/8', '3', 'bet']);
  assert.deepEqual(await ask({ range: 'bytes=1-2', ifRange: '"another"' }), [undefined, undefined, '8', 'alphabet']);
  assert.deepEqual(await ask({ range: 'bytes=0-1,4-5' }), [undefined, undefined, '8', 'alphabet']);
  assert.deepEqual(await ask({ range: 'bytes=8-' }), [416, 'bytes */8', undefined, '']);
  assert.deepEqual(await ask({ ifNoneMatch: `"x", W/${etag}` }), [304, undefined, undefined, '']);
});

test('bytes that rotted are never sent: the next copy is, and the version says so (POOL-06)', async (t) => {
  const { house, path, copy } = await opened(t);
  rot(path);
  assert.equal((await house.file('model', 'net', '1', 'a')).bytes.toString(), 'alphabet');
  assert.deepEqual((await house.store.detail({ name: 'net', version: 1 })).files.map(({ state }) => state), ['corrupt']);
  rot(copy);
  await assert.rejects(house.file('model', 'net', '1', 'a'), { code: 'object-damaged' });
  await assert.rejects(house.file('model', 'net', '1', 'a', { range: 'bytes=4-' }), { code: 'object-damaged' });
});

test('an object of the pool that rotted goes into quarantine, and a file of the user is read instead', async (t) => {
  const { house } = await opened(t);
  await house.call('POST', '/secure', {});
  const digest = sha256('alphabet');
  const object = join(house.root.keep, 'pool', digest.slice(0, 2), digest);
  rot(object);
  assert.equal((await house.file('model', 'net', '1', 'a')).bytes.toString(), 'alphabet');
  assert.throws(() => statSync(object), { code: 'ENOENT' });
});

test('a file that shrank is passed over', async (t) => {
  const { house, path } = await opened(t);
  truncateSync(path, 3);
  assert.equal((await house.file('model', 'net', '1', 'a')).bytes.toString(), 'alphabet');
});

test('a long file streams, and breaks off before its end when it is not intact', async (t) => {
  const bytes = Buffer.alloc(65 * 2 ** 20, 'long');
  const { house, path, copy } = await opened(t, bytes);
  const hash = (some: Uint8Array): string => createHash('sha256').update(some).digest('hex');
  assert.equal(hash((await house.file('model', 'net', '1', 'a')).bytes), hash(readFileSync(path)));
  assert.equal((await house.file('model', 'net', '1', 'a', { range: 'bytes=68157436-' })).bytes.toString(), 'long');
  rot(path, 66 * 2 ** 20 - (2 ** 20 + 7));
  await assert.rejects(house.file('model', 'net', '1', 'a'), { code: 'object-damaged' });
  assert.equal(hash((await house.file('model', 'net', '1', 'a')).bytes), hash(readFileSync(copy)));
  rot(copy);
  await assert.rejects(house.file('model', 'net', '1', 'a', { range: 'bytes=68157436-' }), { code: 'object-damaged' });
});

test('a file that no version lists is not found', async (t) => {
  const { house } = await opened(t);
  await assert.rejects(house.file('model', 'net', '1', '../v1/metadata.json'), { code: 'no-file' });
  await assert.rejects(house.file('model', 'net', 'best', 'a'), { code: 'no-version' });
});
