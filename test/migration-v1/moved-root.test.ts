import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { experimentList } from '../../schemas/experiments.js';
import { startDaemon } from '../support/daemon.js';
import { migrated, reportOf } from '../support/migrated.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';

const isOwn = (name: string): boolean => name === '.runkeep' || name.startsWith('runkeep.db');

test('a root that was moved, with absolute paths of its old place in its files, is taken over where it is (DISK-07)', async (t) => {
  const folder = tempFolder(t);
  const [old, root] = [join(folder, 'old'), join(folder, 'new')];
  mkdirSync(join(old, 'archive/blobs/ab'), { recursive: true, mode: 0o700 });
  writeFileSync(join(old, 'archive/blobs/ab/abcd'), 'weights');
  const run = new RunDirectory(old, 'runs/cv/20260921_141304_aa0004', { storage_dir: old });
  run.document('assets.json', { datasets: [{ name: 'faces', saved: true, archive_path: join(old, 'archive/blobs/ab/abcd') }], config: { args: { lr: 0.1 } } });
  run.log({ loss: 1 }, { step: 1 });
  run.finish();
  renameSync(old, root);
  const before = treeOf(root, isOwn);
  const daemon = await startDaemon(t, { root });
  const { state, verified, generations } = await migrated(daemon);
  assert.deepEqual([state, verified, generations], ['complete', { done: 1, of: 1 }, ['G4']]);
  const { general } = await reportOf(daemon);
  assert.deepEqual(general.map(({ code, message }) => [code, message.includes(old)]), [['moved-root', true]]);
  const { experiments } = await daemon.json(experimentList, '/api/experiments');
  assert.deepEqual(experiments.map(({ run_dir: dir, path }) => [dir, path]), [['runs/cv/20260921_141304_aa0004', 'cv']]);
  assert.deepEqual(treeOf(root, isOwn), before);
});
