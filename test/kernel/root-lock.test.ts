import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { StartError } from '../../daemon/api/errors.js';
import type { Root } from '../../daemon/api/root.js';
import { ownIdentity } from '../../daemon/kernel/process-identity.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { RootLock } from '../../daemon/kernel/root-lock.js';
import { holdGuard } from '../../daemon/store/root-guard.js';
import { atEnd } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';


const rules = { hold: holdGuard, isNetwork: false, takeOver: false, log: quietLog };

function freshRoot(t: TestContext): Root {
  const folder = mkdtempSync(join(tmpdir(), 'runkeep-lock-'));
  atEnd(t, () => rmSync(folder, { recursive: true, force: true }));
  return openRoot(folder);
}

test('a second owner is refused and told who the first is (REL-50)', (t) => {
  const root = freshRoot(t);
  const first = RootLock.take(root, rules);
  first.announce('http://127.0.0.1:7717');
  assert.throws(() => RootLock.take(root, rules), (failure) => {
    assert.ok(failure instanceof StartError);
    assert.equal(failure.exitCode, 75);
    assert.match(failure.message, new RegExp(`pid ${process.pid} .* at http://127.0.0.1:7717`));
    return true;
  });
  first.release();
  RootLock.take(root, rules).release();
});

for (const [what, lock] of [
  ['of a dead pid', JSON.stringify({ ...ownIdentity(), pid: 2 ** 22 + 1, startTime: '1', url: null, startedAt: '' })],
  ['of a reused pid', JSON.stringify({ ...ownIdentity(), pid: 1, startTime: 'another', url: null, startedAt: '' })],
  ['of another boot', JSON.stringify({ ...ownIdentity(), bootId: 'earlier', url: null, startedAt: '' })],
  ['left empty by a power cut', ''],
] as const) {
  test(`a stale lock ${what} is taken over (REL-50)`, (t) => {
    const root = freshRoot(t);
    writeFileSync(join(root.keep, 'lock'), lock);
    const taken = RootLock.take(root, rules);
    assert.equal((JSON.parse(readFileSync(join(root.keep, 'lock'), 'utf8')) as { pid: number }).pid, process.pid);
    taken.release();
  });
}

test('a lock of another machine on a network file system needs --take-over (REL-50)', (t) => {
  const root = freshRoot(t);
  writeFileSync(join(root.keep, 'lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere', url: null, startedAt: '' }));
  assert.throws(() => RootLock.take(root, { ...rules, isNetwork: true }), /on another machine/);
  RootLock.take(root, { ...rules, isNetwork: true, takeOver: true }).release();
});

test('an owner notices that its root was replaced (REL-51)', (t) => {
  const root = freshRoot(t);
  const lock = RootLock.take(root, rules);
  assert.equal(lock.replaced(), undefined);
  writeFileSync(`${root.keep}/copy`, readFileSync(join(root.keep, 'lock')));
  renameSync(`${root.keep}/copy`, join(root.keep, 'lock'));
  assert.match(lock.replaced() ?? '', /its lock/);
  lock.release();
});
