import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { experimentId } from '../../plugins/experiments/experiment-id.js';
import { PendingFolder } from '../../plugins/dedup/pending/pending-folder.js';
import { Pending } from '../../plugins/dedup/pending/pending-tokens.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { openHouse, type House } from './house.js';

interface Left {
  readonly house: House;
  /** A folder of the user outside of the root. */
  readonly user: string;
}

async function opened(t: TestContext): Promise<Left> {
  const house = await openHouse(t);
  await new PendingFolder(house.root.keep).make();
  return { house, user: tempFolder(t) };
}

const folder = (house: House): string => join(house.root.keep, 'pending');
const left = (house: House): string[] => readdirSync(folder(house)).filter((name) => !['answers', 'rejected'].includes(name));
const answerTo = (house: House, id: string): unknown => JSON.parse(readFileSync(join(folder(house), 'answers', `${id}.json`), 'utf8'));

/** A file of the user, as a client names it in a record. */
function logged(user: string, path: string, bytes: string): Record<string, unknown> {
  const source = join(user, path);
  writeFileSync(source, bytes);
  const { size, mtimeNs } = lstatSync(source, { bigint: true });
  return { path, source, size: Number(size), mtime_ns: String(mtimeNs) };
}

/** Leaves a record as a client does; answers its id. */
function leave(house: House, files: readonly unknown[], more: Readonly<Record<string, unknown>> = {}, name: string = randomUUID()): string {
  writeFileSync(join(folder(house), `${name}.json`), JSON.stringify({ version: 1, id: name, created_at: 1, type: 'model', name: 'net', files, ...more }));
  return name;
}

const take = (house: House, id: string): Promise<unknown> => house.call('POST', '/pending/:id', { params: { id } });

test('a record becomes a version with the bytes that lay there, and its answer stays for who waits (CLI-60)', async (t) => {
  const { house, user } = await opened(t);
  const file = logged(user, 'a.bin', 'alpha');
  const id = leave(house, [file], { run_dir: 'vision/net/runs/20260101_000000_abcdef', aliases: ['best'], tags: ['x'], a_newer_member: 1 });
  await house.scope.get(Pending).look();
  writeFileSync(join(user, 'a.bin'), 'other');
  const expected = { state: 'published', id, type: 'model', name: 'net', number: 1, size_bytes: 5, num_files: 1 };
  assert.deepEqual([answerTo(house, id), await take(house, id), left(house)], [expected, expected, []]);
  const { created_by_run, aliases, files } = await house.store.detail({ type: 'model', name: 'net', version: 1 });
  assert.deepEqual([created_by_run, aliases, files[0]?.digest], ['20260101_000000_abcdef', ['best', 'latest'], sha256('alpha')]);
  assert.deepEqual(await house.database.reader('dedup_uses').pluck('experiment_id'), [experimentId('vision/net/runs/20260101_000000_abcdef')]);
  assert.equal((await house.file('model', 'net', 'best', 'a.bin')).bytes.toString(), 'alpha');
});

test('a file that was written over before it was taken is refused, not mixed up; the record lies aside with its reason', async (t) => {
  const { house, user } = await opened(t);
  const file = logged(user, 'a.bin', 'alpha');
  writeFileSync(join(user, 'a.bin'), 'alpha and more');
  const id = leave(house, [file]);
  await house.scope.get(Pending).look();
  await house.scope.get(Pending).look();
  await assert.rejects(take(house, id), { code: 'source-changed' });
  assert.deepEqual([left(house), readdirSync(join(folder(house), 'rejected'))], [[], [`${id}.json`]]);
  const { rejected } = await house.call<{ rejected: { id: string; code: string; name: string }[] }>('GET', '/pending');
  assert.deepEqual(rejected.map((one) => [one.id, one.code, one.name]), [[id, 'source-changed', 'net']]);
  await assert.rejects(house.store.versions({ name: 'net' }), { code: 'no-artifact' });
});

test('copies that a client made for its record are taken, then removed', async (t) => {
  const { house } = await opened(t);
  const id = randomUUID();
  mkdirSync(join(folder(house), id, 'sub'), { recursive: true });
  const file = logged(join(folder(house), id), 'sub/a.bin', 'alpha');
  writeFileSync(join(folder(house), `${id}.json`), JSON.stringify({ version: 1, id, created_at: 1, type: 'model', name: 'net', files: [{ ...file, source: 'sub/a.bin' }] }));
  await house.scope.get(Pending).look();
  assert.deepEqual([(await house.store.detail({ name: 'net', version: 1 })).files[0]?.path, existsSync(join(folder(house), id))], ['sub/a.bin', false]);
});

test('no record loops: what cannot be read, or names what is not to be had, is refused once with its reason', async (t) => {
  const { house, user } = await opened(t);
  const file = logged(user, 'a.bin', 'alpha');
  writeFileSync(join(house.root.keep, 'secret'), 'token');
  symlinkSync(join(house.root.keep, 'secret'), join(user, 'link'));
  const secret = { ...logged(user, 'b.bin', 'token'), source: join(user, 'link') };
  const records: readonly (readonly [string, readonly unknown[], Record<string, unknown>])[] = [
    ['bad-record', [{ path: 'a' }], {}],
    ['bad-record', [file], { id: randomUUID() }],
    ['bad-record', [file], { version: 2 }],
    ['source-gone', [{ ...file, source: join(user, 'gone') }], {}],
    ['source-changed', [{ ...file, source: user, size: 0 }], {}],
    ['inside-keep', [secret], {}],
    ['bad-path', [{ ...file, source: '../secret' }], {}],
    ['bad-path', [{ ...file, path: '../a' }], {}],
    ['bad-name', [file], { name: '../net' }],
    ['bad-alias', [file], { aliases: ['v1'] }],
    ['bad-run-dir', [file], { run_dir: '../elsewhere' }],
    ['no-artifact', [file], { parents: ['gone:v1'] }],
    ['empty-version', [], {}],
  ];
  for (const [code, files, more] of records) {
    const id = leave(house, files, more);
    await assert.rejects(take(house, id), { code }, `${code} ${JSON.stringify(more)}`);
  }
  for (const text of ['', '{', '[]', 'null', '\ufeff{}']) {
    const id = randomUUID();
    writeFileSync(join(folder(house), `${id}.json`), text);
    await assert.rejects(take(house, id), { code: 'bad-record' }, text);
  }
  mkdirSync(join(folder(house), `${randomUUID()}.json`));
  writeFileSync(join(folder(house), '.half.tmp'), '{');
  writeFileSync(join(folder(house), 'note.json'), '{}');
  await house.scope.get(Pending).look();
  assert.deepEqual([left(house).sort(), (await house.call<{ waiting: unknown[] }>('GET', '/pending')).waiting], [['.half.tmp', 'note.json'], []]);
});

test('a machine that is short of room keeps the record, and a later look takes it over', async (t) => {
  const { house, user } = await opened(t);
  const id = leave(house, [logged(user, 'a.bin', 'alpha')]);
  house.hasher.copies = async () => ({ ok: false, code: 'ENOSPC', message: 'played' });
  await house.scope.get(Pending).look();
  assert.deepEqual(left(house), [`${id}.json`]);
  house.hasher.copies = undefined;
  assert.equal((await take(house, id) as { state: string }).state, 'published');
});

test('records are taken over in the order in which they were left, and within a tick of the clock by their ids', async (t) => {
  const { house, user } = await opened(t);
  for (const [n, bytes] of ['beta', 'gamma', 'alpha'].entries()) {
    const id = `0190000${n}-0000-7000-8000-000000000000`;
    leave(house, [logged(user, `${bytes}.bin`, bytes)], {}, id);
    utimesSync(join(folder(house), `${id}.json`), n === 2 ? 1 : 2, n === 2 ? 1 : 2);
  }
  await house.scope.get(Pending).look();
  const paths = await Promise.all([1, 2, 3].map(async (version) => (await house.store.detail({ name: 'net', version })).files[0]?.path));
  assert.deepEqual(paths, ['alpha.bin', 'beta.bin', 'gamma.bin']);
});
