import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../daemon/kernel/clock.js';
import { realFiles, type PoolFiles } from '../../plugins/dedup/pool/pool-files.js';
import { Artifacts } from '../../plugins/dedup/tokens.js';
import { Views } from '../../plugins/dedup/views/views.js';
import type { Capabilities, DroppedView, ViewAnswer } from '../../schemas/dedup-views.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { treeOf } from '../support/tree-hash.js';
import { openHouse, type House } from './house.js';
import { ourVersion } from './our-version.js';

const bytes = { 'w.bin': 'weights', 'sub/deep/config.json': '{}' };
const params = { type: 'model', name: 'net', version: 'v1' };
const ref = { type: 'model', name: 'net', version: 1 };
const refused = (code: string): Error => Object.assign(new Error(`${code}: played`), { code, syscall: 'played' });

const ask = (house: House, path?: string): Promise<ViewAnswer> => house.call('POST', '/artifacts/:type/:name/:version/path', { params, body: path === undefined ? {} : { path } });
const drop = (house: House): Promise<DroppedView> => house.call('POST', '/artifacts/:type/:name/:version/drop-view', { params });
const viewOf = (house: House): string => join(house.root.path, 'artifacts/model/net/v1/files');
const poolOf = async (house: House, text: string): Promise<string> => house.pool().pathOf(sha256(text));
const staged = async (house: House): Promise<string[]> => readdirSync(join(await house.pool().folder(), '.staging'));

async function withVersion(t: TestContext): Promise<House> {
  const house = await openHouse(t);
  await ourVersion(house, 'net', bytes);
  return house;
}

/** Views whose file calls are `files` where they are given. */
function played(house: House, files: Partial<PoolFiles>): Views {
  return new Views({ root: house.root, database: house.database, artifacts: house.scope.get(Artifacts), pool: house.pool(), hasher: house.hasher, clock: systemClock, files: { ...realFiles, ...files } });
}

test('nothing of a version lies outside the pool until somebody asks for its path; then its files do, and they are made once (POOL-10)', async (t) => {
  const house = await withVersion(t);
  assert.equal(existsSync(viewOf(house)), false);
  const first = await ask(house);
  assert.deepEqual([first.path, first.owner, first.files, first.bytes, first.cloned + first.copied], [viewOf(house), 'runkeep', 2, 9, 2]);
  for (const [path, text] of Object.entries(bytes)) assert.equal(readFileSync(join(first.path, path), 'utf8'), text);
  const second = await ask(house);
  assert.deepEqual([second.cloned, second.copied, await staged(house)], [0, 0, []]);
});

test('one file is asked for alone, and only it is made; one that is not there is refused', async (t) => {
  const house = await withVersion(t);
  const { path, files } = await ask(house, 'sub/deep/config.json');
  assert.deepEqual([path, files, readdirSync(viewOf(house))], [join(viewOf(house), 'sub/deep/config.json'), 1, ['sub']]);
  await assert.rejects(ask(house, '../../../etc/passwd'), { code: 'no-file' });
});

test('a view is overwritten in any way and the pool stays as it was; the path is refused until the change is away (POOL-12)', async (t) => {
  const house = await withVersion(t);
  await ask(house);
  const [view, object] = [join(viewOf(house), 'w.bin'), await poolOf(house, 'weights')];
  assert.deepEqual([lstatSync(view).nlink, lstatSync(object).nlink, lstatSync(view).ino === lstatSync(object).ino], [1, 1, false]);
  chmodSync(view, 0o600);
  writeFileSync(view, 'changed');
  await assert.rejects(ask(house), { code: 'view-changed', family: 'conflict' });
  assert.deepEqual([readFileSync(object, 'utf8'), readFileSync(view, 'utf8')], ['weights', 'changed']);
  assert.equal((await house.file('model', 'net', 'v1', 'w.bin')).bytes.toString(), 'weights');
  rmSync(view);
  await ask(house);
  assert.equal(readFileSync(view, 'utf8'), 'weights');
});

test('a change that keeps size and time is found too', async (t) => {
  const house = await withVersion(t);
  await ask(house);
  const view = join(viewOf(house), 'w.bin');
  const { atimeMs, mtimeMs } = lstatSync(view);
  chmodSync(view, 0o600);
  writeFileSync(view, 'WEIGHTS');
  utimesSync(view, atimeMs / 1000, mtimeMs / 1000);
  await assert.rejects(ask(house, 'w.bin'), { code: 'view-changed' });
});

test('a view is dropped and made again; what somebody else put there is left alone and told', async (t) => {
  const house = await withVersion(t);
  await ask(house);
  writeFileSync(join(viewOf(house), 'sub', 'mine.txt'), 'mine');
  symlinkSync('/etc', join(viewOf(house), 'link'));
  assert.deepEqual(await drop(house), { files: 2, bytes: 9, left: ['link', 'sub/mine.txt'] });
  assert.deepEqual([readdirSync(viewOf(house)).sort(), readdirSync(join(viewOf(house), 'sub'))], [['link', 'sub'], ['mine.txt']]);
  await ask(house);
  assert.equal(readFileSync(join(viewOf(house), 'w.bin'), 'utf8'), 'weights');
  assert.deepEqual((await drop(house)).files, 2);
});

test('a dropped view leaves no empty folder, and one that was never made is dropped too', async (t) => {
  const house = await withVersion(t);
  assert.deepEqual(await drop(house), { files: 0, bytes: 0, left: [] });
  await ask(house);
  await drop(house);
  assert.equal(existsSync(viewOf(house)), false);
});

test('files of Runicorn are answered only when they are intact, and nothing is written or removed beside them (DISK-57)', async (t) => {
  const house = await openHouse(t);
  house.runicorn.log('model', 'net', bytes);
  await house.adopt();
  const tree = (): string[] => treeOf(join(house.root.path, 'artifacts'), () => false);
  const before = tree();
  const { path, owner, cloned, copied } = await ask(house, 'w.bin');
  assert.deepEqual([path, owner, cloned, copied, (await ask(house)).path], [join(viewOf(house), 'w.bin'), 'maker', 0, 0, viewOf(house)]);
  await assert.rejects(drop(house), { code: 'not-our-files' });
  assert.deepEqual(tree(), before);
  writeFileSync(join(viewOf(house), 'w.bin'), 'edited!');
  await assert.rejects(ask(house, 'w.bin'), { code: 'file-differs', hint: /artifact get/ });
  assert.equal((await ask(house, 'sub/deep/config.json')).owner, 'maker');
});

test('a link in the place of a folder of a view is not followed (SEC-30)', async (t) => {
  const house = await withVersion(t);
  const outside = join(house.root.keep, 'outside');
  mkdirSync(outside);
  mkdirSync(viewOf(house), { recursive: true });
  symlinkSync(outside, join(viewOf(house), 'sub'));
  await assert.rejects(ask(house), { code: 'view-blocked' });
  assert.deepEqual([readdirSync(outside), await staged(house)], [[], []]);
});

test('wrong bytes of the pool never become a view: the object goes aside (POOL-32)', async (t) => {
  const house = await withVersion(t);
  const object = await poolOf(house, 'weights');
  chmodSync(object, 0o600);
  writeFileSync(object, 'WEIGHTS');
  await assert.rejects(ask(house, 'w.bin'), { code: 'object-damaged' });
  assert.deepEqual([existsSync(object), existsSync(join(viewOf(house), 'w.bin')), await staged(house)], [false, false, []]);
});

test('whichever file call fails, no half file has its name, staging is empty, and the next ask is served (REL-20)', async (t) => {
  const house = await withVersion(t);
  const { reflink } = await house.call<Capabilities>('GET', '/capabilities');
  const failing: readonly (readonly [Partial<PoolFiles>, string])[] = [
    [{ link: () => Promise.reject(refused('ENOSPC')) }, 'no-space'],
    [{ link: () => Promise.reject(refused('EROFS')) }, 'read-only'],
    [{ syncFolder: () => Promise.reject(refused('EIO')) }, 'io-error'],
    [{ syncFolder: () => Promise.reject(refused('EACCES')) }, 'unreadable'],
    // a clone needs no room
    ...(reflink ? [] : [[{ room: async () => 0 }, 'no-space'] as const]),
  ];
  for (const [files, code] of failing) {
    await assert.rejects(played(house, files).path(ref, 'sub/deep/config.json', new AbortController().signal), { code });
    const view = join(viewOf(house), 'sub/deep/config.json');
    assert.deepEqual([existsSync(view) ? readFileSync(view, 'utf8') : '{}', await staged(house)], ['{}', []]);
    rmSync(viewOf(house), { recursive: true, force: true });
  }
  assert.equal((await ask(house)).files, 2);
});

test('where there are no hard links, or the view lies on another device, it is made all the same', async (t) => {
  const house = await withVersion(t);
  for (const code of ['EPERM', 'EXDEV']) {
    const { path } = await played(house, { link: () => Promise.reject(refused(code)) }).path(ref, 'w.bin', new AbortController().signal);
    assert.deepEqual([readFileSync(path, 'utf8'), readdirSync(viewOf(house)), await staged(house)], ['weights', ['w.bin'], []]);
    rmSync(path);
  }
});

test('many who ask at once are answered with one view', async (t) => {
  const house = await withVersion(t);
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(house)));
  assert.equal(answers.reduce((sum, { cloned, copied }) => sum + cloned + copied, 0), 2);
});

test('what a crash left in staging while a view was made goes at the next start, and the view stays (REL-32)', async (t) => {
  const house = await withVersion(t);
  let isFirst = true;
  const views = played(house, { remove: async (path) => {
    if (isFirst) isFirst = false;
    else await realFiles.remove(path);
  } });
  await views.path(ref, 'w.bin', new AbortController().signal);
  assert.equal((await staged(house)).length, 1);
  await house.pool().recover();
  assert.deepEqual([await staged(house), readFileSync(join(viewOf(house), 'w.bin'), 'utf8'), existsSync(await poolOf(house, 'weights')), (await ask(house, 'w.bin')).copied], [[], 'weights', true, 0]);
});

test('the file system is probed once, and nothing of the probe stays (REL-80)', async (t) => {
  const house = await openHouse(t);
  const tell = (): Promise<Capabilities> => house.call('GET', '/capabilities');
  const first = await tell();
  assert.deepEqual([first.folder, readdirSync(house.root.keep).includes('.probe'), existsSync(join(house.root.path, 'artifacts'))], [house.root.keep, false, false]);
  assert.equal(first.hard_links && first.folder_fsync && first.no_follow && first.unix_socket, true);
  assert.equal(await tell(), first);
});
