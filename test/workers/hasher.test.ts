import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { PooledHasher } from '../../daemon/workers/pooled-hasher.js';
import { atEnd } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function opened(t: TestContext): { readonly hasher: PooledHasher; readonly folder: string } {
  const hasher = new PooledHasher();
  atEnd(t, () => hasher.close());
  return { hasher, folder: tempFolder(t) };
}

test('many files are hashed in one call, and what is wrong with one is told in its place', async (t) => {
  const { hasher, folder } = opened(t);
  const inside = join(folder, 'inside');
  mkdirSync(inside);
  writeFileSync(join(inside, 'a'), 'alpha');
  writeFileSync(join(inside, 'empty'), '');
  writeFileSync(join(folder, 'secret'), 'secret');
  symlinkSync(join(folder, 'secret'), join(inside, 'link'));
  symlinkSync(folder, join(inside, 'out'));
  execFileSync('mkfifo', [join(inside, 'pipe')]);
  const names = ['a', 'empty', 'gone', 'link', 'out/secret', 'pipe', '.'];
  const answers = await hasher.hash(names.map((name) => join(inside, name)), { within: inside });
  assert.deepEqual(answers.map((answer) => (answer.ok ? answer.digest : answer.code)), [sha256('alpha'), sha256(''), 'ENOENT', 'ELOOP', 'outside', 'not-a-file', 'not-a-file']);
});

test('a stamp says which bytes were hashed, and how many names share them', async (t) => {
  const { hasher, folder } = opened(t);
  const path = join(folder, 'a');
  writeFileSync(path, 'alpha');
  linkSync(path, join(folder, 'b'));
  const stat = statSync(path, { bigint: true });
  const [answer] = await hasher.hash([path], { within: folder });
  assert.deepEqual(answer, { ok: true, digest: sha256('alpha'), stamp: { device: String(stat.dev), inode: String(stat.ino), size: 5, mtime_ns: String(stat.mtimeNs), links: 2 } });
});

test('a copy is read-only, has one name and the hash of its own bytes (REL-11)', async (t) => {
  const { hasher, folder } = opened(t);
  const from = join(folder, 'from');
  const to = join(folder, 'to');
  const bytes = Buffer.alloc(3_000_001, 'x');
  writeFileSync(from, bytes);
  const copied = await hasher.copy({ from, within: folder, to, method: 'any' });
  const { mode, nlink } = statSync(to);
  assert.deepEqual([copied.ok && copied.digest, mode & 0o777, nlink, sha256(readFileSync(to))], [sha256(bytes), 0o444, 1, sha256(bytes)]);
  writeFileSync(from, 'overwritten');
  assert.equal(sha256(readFileSync(to)), sha256(bytes));
});

test('a copy that fails leaves nothing behind, and never touches a name that is taken', async (t) => {
  const { hasher, folder } = opened(t);
  const from = join(folder, 'from');
  writeFileSync(from, 'new');
  writeFileSync(join(folder, 'taken'), 'old');
  const ask = async (source: string, to: string): Promise<unknown> => {
    const answer = await hasher.copy({ from: source, within: folder, to, method: 'any' });
    return answer.ok || answer.code;
  };
  assert.deepEqual([await ask(from, join(folder, 'taken')), await ask(join(folder, 'gone'), join(folder, 'to')), await ask(from, join(folder, 'no-folder', 'to'))], ['EEXIST', 'ENOENT', 'ENOENT']);
  assert.equal(readFileSync(join(folder, 'taken'), 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder).sort(), ['from', 'taken']);
});

test('where the file system cannot clone, asking for nothing but a clone says so and leaves no file', { skip: existsSync('/dev/shm') ? false : 'this machine has no tmpfs at /dev/shm' }, async (t) => {
  const { hasher, folder } = opened(t);
  const from = join(folder, 'from');
  writeFileSync(from, 'bytes');
  const to = join('/dev/shm', `runkeep-hasher-${process.pid}`);
  const answer = await hasher.copy({ from, within: folder, to, method: 'clone' });
  assert.deepEqual([answer.ok, existsSync(to)], [false, false]);
  const copied = await hasher.copy({ from, within: folder, to, method: 'any' });
  atEnd(t, () => execFileSync('rm', ['-f', to]));
  assert.equal(copied.ok && copied.method, 'copy');
});

test('hashing ends when it is called off', async (t) => {
  const { hasher, folder } = opened(t);
  const path = join(folder, 'large');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 34);
  const controller = new AbortController();
  const hashing = hasher.hash([path], { within: folder, bytesPerSecond: 1 << 20, signal: controller.signal });
  controller.abort();
  await assert.rejects(hashing, { name: 'AbortError' });
});

test('bytes that a file alike holds are only read; one that differs in the middle alone is copied', async (t) => {
  const { hasher, folder } = opened(t);
  const bytes = Buffer.alloc(3_000_000, 'weights ');
  const other = Buffer.from(bytes);
  other[1_500_100] = 0;
  writeFileSync(join(folder, 'from'), bytes);
  const alike = [other, bytes].map((each) => join(folder, sha256(each)));
  const method = async (names: readonly string[]): Promise<unknown> => {
    const copied = await hasher.copy({ from: join(folder, 'from'), within: folder, to: join(folder, 'to'), method: 'any', alike: names });
    const made = existsSync(join(folder, 'to'));
    execFileSync('rm', ['-f', join(folder, 'to')]);
    return [copied.ok && copied.method !== 'known', copied.ok && copied.digest === sha256(bytes), made];
  };
  assert.deepEqual(await method(alike), [true, true, true], 'names that lead nowhere are passed over');
  writeFileSync(alike[0] ?? '', other);
  assert.deepEqual(await method(alike), [true, true, true]);
  writeFileSync(alike[1] ?? '', bytes);
  assert.deepEqual(await method(alike), [false, true, false]);
});

test('no file is taken from a folder that is left out, and what fails is told in its place', async (t) => {
  const { hasher, folder } = opened(t);
  mkdirSync(join(folder, 'out'));
  for (const name of ['a', 'out/b']) writeFileSync(join(folder, name), name);
  const answers = await hasher.copyAll(['a', 'out/b', 'gone'].map((name, index) => ({ from: join(folder, name), to: join(folder, `to${index}`), method: 'any' as const })), { within: folder, without: join(folder, 'out') });
  assert.deepEqual(answers.map((answer) => (answer.ok ? answer.digest : answer.code)), [sha256('a'), 'inside-pool', 'ENOENT']);
});
