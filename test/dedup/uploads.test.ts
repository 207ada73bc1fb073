import assert from 'node:assert/strict';
import { linkSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { realFiles, type PoolFile, type PoolFiles } from '../../plugins/dedup/pool/pool-files.js';
import { uploadName } from '../../plugins/dedup/pool/staging-names.js';
import { Uploads } from '../../plugins/dedup/uploads/uploads.js';
import { ManualClock } from '../support/manual-clock.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { openHouse, type House } from './house.js';

const text = 'a model in two parts';
const announced = { digest: sha256(text), size: text.length };
const stored = { ...announced, offset: text.length, stored: true, durability: 'power' };

/** Uploads as a start of the daemon finds them. */
async function opened(house: House, files: Partial<PoolFiles> = {}, clock = new ManualClock()): Promise<Uploads> {
  const pool = house.pool(files);
  const uploads = new Uploads({ pool, files: { ...realFiles, ...files }, clock, atOnce: 2 });
  await pool.recover();
  await uploads.start();
  return uploads;
}

async function* of(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

/** A client that goes away after its part. */
async function* cut(part: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(part);
  throw new Error('the client went away');
}

const staging = (house: House): string => join(house.root.path, 'artifacts/.dedup/.staging');
const staged = (house: House): string[] => readdirSync(staging(house));
const object = (house: House, digest = announced.digest): string => join(house.root.path, 'artifacts/.dedup', digest.slice(0, 2), digest);

/** A disk that does something else with open files. */
function withFiles(change: (file: PoolFile) => Partial<PoolFile>): Partial<PoolFiles> {
  return {
    open: async (path, how) => {
      const file = await realFiles.open(path, how);
      if (!path.includes('upload-')) return file;
      const own: PoolFile = { chmod: (mode) => file.chmod(mode), close: () => file.close(), read: file.read.bind(file), sync: () => file.sync(), writeFile: file.writeFile.bind(file), writev: file.writev.bind(file) };
      return { ...own, ...change(own) };
    },
  };
}

const failing = (code: string) => (): Promise<never> => Promise.reject(Object.assign(new Error(`${code}: played`), { code }));

test('an upload in parts ends as an object of the pool, and is known afterwards (REL-13)', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  assert.deepEqual(await uploads.missing([announced]), [announced.digest]);
  assert.deepEqual(await uploads.begin(announced), { ...announced, offset: 0, stored: false });
  assert.deepEqual(await uploads.append(announced.digest, 0, of('a mo', 'del in ')), { ...announced, offset: 11, stored: false });
  assert.deepEqual(await uploads.append(announced.digest, 11, of('two parts')), stored);
  const { mode, nlink } = statSync(object(house));
  assert.deepEqual([readFileSync(object(house), 'utf8'), mode & 0o777, nlink, staged(house)], [text, 0o444, 1, []]);
  assert.deepEqual([await uploads.missing([announced]), await uploads.begin(announced), await uploads.state(announced.digest)], [[], stored, stored]);
});

test('what came before the client went away is kept, and gone on with, also after a crash (REL-13)', async (t) => {
  const house = await openHouse(t);
  const before = await opened(house);
  await before.begin(announced);
  await assert.rejects(before.append(announced.digest, 0, cut('a model')), /went away/);
  assert.equal((await before.state(announced.digest)).offset, 7);
  const after = await opened(house);
  assert.equal((await after.begin(announced)).offset, 7, 'whoever begins it again hears how far it came');
  await assert.rejects(after.append(announced.digest, 0, of(text)), { family: 'conflict', code: 'other-offset', message: /goes on at 7/ });
  assert.deepEqual(await after.append(announced.digest, 7, of(text.slice(7))), stored);
});

test('a crash between the last byte and the answer costs one empty request', async (t) => {
  const house = await openHouse(t);
  await (await opened(house)).begin(announced);
  writeFileSync(join(staging(house), uploadName(announced)), text);
  linkSync(join(staging(house), uploadName(announced)), object(house));
  const uploads = await opened(house);
  assert.throws(() => statSync(object(house)), { code: 'ENOENT' }, 'an object without its row is taken back');
  assert.deepEqual(await uploads.append(announced.digest, text.length, of()), stored);
});

test('a crash after the row leaves an object with one name', async (t) => {
  const house = await openHouse(t);
  await (await opened(house)).bring(announced, of(text));
  linkSync(object(house), join(staging(house), uploadName(announced)));
  await opened(house);
  assert.deepEqual([statSync(object(house)).nlink, staged(house)], [1, []]);
});

test('other bytes than announced are kept under no name, and more than announced are refused', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  await uploads.begin(announced);
  await assert.rejects(uploads.append(announced.digest, 0, of('A model in two parts')), { family: 'invalid', code: 'digest-mismatch' });
  assert.deepEqual(staged(house), []);
  await assert.rejects(uploads.state(announced.digest), { code: 'no-upload' });
  await uploads.begin(announced);
  await assert.rejects(uploads.append(announced.digest, 0, of('a model', ' in two parts, and more')), { code: 'upload-too-long' });
});

test('an empty file needs no bytes', async (t) => {
  const house = await openHouse(t);
  const empty = { digest: sha256(''), size: 0 };
  assert.deepEqual(await (await opened(house)).begin(empty), { ...empty, offset: 0, stored: true, durability: 'power' });
  assert.equal(statSync(object(house, empty.digest)).size, 0);
});

test('one upload is written by one client at a time, and no more than a bound at once (LIM-32)', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  const others = ['beta', 'gamma'].map((each) => ({ digest: sha256(each), size: each.length }));
  for (const each of [announced, ...others]) await uploads.begin(each);
  const ends: (() => void)[] = [];
  async function* slow(): AsyncGenerator<Uint8Array> {
    await new Promise<void>((resolve) => ends.push(resolve));
    yield* of(text.slice(0, 1));
  }
  const first = uploads.append(announced.digest, 0, slow());
  const second = uploads.append(others[0]!.digest, 0, slow());
  await assert.rejects(uploads.append(announced.digest, 0, of(text)), { code: 'upload-busy' });
  await assert.rejects(uploads.cancel(announced.digest), { code: 'upload-busy' });
  await assert.rejects(uploads.append(others[1]!.digest, 0, of('gamma')), { family: 'busy', code: 'too-many-uploads' });
  while (ends.length < 2) await new Promise((resolve) => setImmediate(resolve));
  for (const end of ends) end();
  await Promise.all([first, second]);
  assert.equal((await uploads.append(others[1]!.digest, 0, of('gamma'))).stored, true);
});

test('two clients that begin the same upload at once share it', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  const begun = await Promise.all([uploads.begin(announced), uploads.begin(announced), uploads.begin(announced)]);
  assert.deepEqual([begun.map(({ offset }) => offset), staged(house)], [[0, 0, 0], [uploadName(announced)]]);
});

test('an upload without progress for a day is removed, one that goes on is not (REL-13)', async (t) => {
  const house = await openHouse(t);
  const clock = new ManualClock();
  const uploads = await opened(house, {}, clock);
  const other = { digest: sha256('beta'), size: 4 };
  await uploads.begin(announced);
  await uploads.begin(other);
  await clock.pass(23 * 3600_000);
  await uploads.append(other.digest, 0, of('be'));
  await clock.pass(2 * 3600_000);
  assert.deepEqual(staged(house), [uploadName(other)]);
  utimesSync(join(staging(house), uploadName(other)), 0, clock.now() - 25 * 3600);
  await opened(house, {}, clock);
  assert.deepEqual(staged(house), [], 'nor one that a crash left then');
});

test('names in the staging folder that no upload has are removed, and a file that is longer than announced', async (t) => {
  const house = await openHouse(t);
  await opened(house).then((uploads) => uploads.begin(announced));
  writeFileSync(join(staging(house), uploadName(announced)), `${text} and more`);
  for (const name of ['upload-', `upload-${'g'.repeat(64)}-1`, `upload-${announced.digest}-01`, `upload-${announced.digest}`]) writeFileSync(join(staging(house), name), 'x');
  await opened(house);
  assert.deepEqual(staged(house), []);
});

const faults: readonly (readonly [errno: string, code: string, isKept: boolean])[] = [['ENOSPC', 'no-space', false], ['EDQUOT', 'no-space', false], ['EIO', 'io-error', false], ['EMFILE', 'busy', true], ['EROFS', 'read-only', true]];
for (const [errno, code, isKept] of faults) {
  test(`${errno} while bytes come is told as ${code}; ${isKept ? 'what came stays' : 'what came goes'} (REL-20)`, async (t) => {
    const house = await openHouse(t);
    for (const change of [{ writev: failing(errno) }, { sync: failing(errno) }]) {
      const good = await opened(house);
      await good.begin(announced);
      await good.append(announced.digest, 0, of('a model'));
      const bad = await opened(house, withFiles(() => change));
      await assert.rejects(bad.append(announced.digest, 7, of(text.slice(7))), { code });
      assert.deepEqual(staged(house), isKept ? [uploadName(announced)] : []);
      await (await opened(house)).bring(announced, of(text));
      assert.equal(readFileSync(object(house), 'utf8'), text);
      await house.pool().quarantine(announced.digest);
    }
  });
}

test('a write that takes a part of the bytes is gone on with, and a read that gives a part too (R-07)', async (t) => {
  const house = await openHouse(t);
  const short = withFiles((file) => ({
    writev: async ([first]: readonly Uint8Array[], position?: number) => file.writev([first!.subarray(0, 1)], position),
    read: (buffer: Buffer, offset: number, _length: number, position: number) => file.read(buffer, offset, 1, position),
  }) as Partial<PoolFile>);
  const before = await opened(house, short);
  await before.begin(announced);
  await before.append(announced.digest, 0, of('a model'));
  assert.deepEqual(await (await opened(house, short)).append(announced.digest, 7, of(' in two', ' parts')), stored);
});

test('a disk without room takes no upload, and what others were promised counts (LIM-30)', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house, { room: async () => 30 });
  await uploads.begin(announced);
  await assert.rejects(uploads.begin({ digest: sha256('other'), size: 11 }), { family: 'no-space' });
  await uploads.append(announced.digest, 0, of('a model in'));
  await uploads.begin({ digest: sha256('other'), size: 11 });
  await assert.rejects(uploads.begin({ digest: sha256('huge'), size: 2 ** 43 }), { family: 'too-large', code: 'too-large' });
});

test('an upload whose size was told wrong is begun anew with the right one', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  await uploads.begin({ ...announced, size: 99 });
  assert.deepEqual([(await uploads.begin(announced)).size, staged(house)], [text.length, [uploadName(announced)]]);
});

test('bytes in one go end as an object, whatever came before (LIM-13)', async (t) => {
  const house = await openHouse(t);
  const uploads = await opened(house);
  await uploads.begin(announced);
  await uploads.append(announced.digest, 0, of('a m'));
  assert.deepEqual(await uploads.bring(announced, of(text)), stored);
  assert.deepEqual(await uploads.bring(announced, of(text)), stored, 'known bytes are taken and dropped');
});
