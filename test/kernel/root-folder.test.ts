import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StartError } from '../../daemon/api/errors.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { tempFolder } from '../support/temp-folder.js';

test('a new root is made, with its keep and its database in it', (t) => {
  const path = join(tempFolder(t), 'new');
  assert.deepEqual(openRoot(path), { path, keep: join(path, '.runkeep'), database: join(path, 'runkeep.db') });
  assert.ok(existsSync(join(path, '.runkeep')));
});

test('with a keep elsewhere nothing is made in the root, and the database lies in the keep', (t) => {
  const folder = tempFolder(t);
  const [path, keep] = [join(folder, 'root'), join(folder, 'keep')];
  mkdirSync(path);
  chmodSync(path, 0o555);
  assert.deepEqual(openRoot(path, { keep }), { path, keep, database: join(keep, 'runkeep.db') });
  assert.equal(existsSync(join(path, '.runkeep')), false);
});

test('with a keep elsewhere a root that is not there is refused, not made', (t) => {
  const folder = tempFolder(t);
  assert.throws(() => openRoot(join(folder, 'none'), { keep: join(folder, 'keep') }), (failure: StartError) => failure.code === 'root-unreadable' && failure.exitCode === 74);
  assert.equal(existsSync(join(folder, 'none')), false);
});
