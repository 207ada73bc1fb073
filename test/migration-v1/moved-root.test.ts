import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { experimentList, mediaList } from '../../schemas/experiments.js';
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

test('archive and pictures of a moved root are named where they lie now, also where a Windows machine wrote the path (DISK-07)', async (t) => {
  const root = tempFolder(t);
  const runId = '20260921_141304_aa0004';
  const run = new RunDirectory(root, `runs/cv/${runId}`, { storage_dir: 'D:\\ml\\root' });
  run.document('assets.json', {
    code: { snapshot: { saved: true, archive_path: 'D:\\ml\\root\\archive\\blobs\\ab\\abcd' } },
    datasets: [{ name: 'faces', fingerprint: 'f1', archive_path: '/old/root/archive/manifests/datasets/f1/f1.json', path: '/data/faces' }],
    outputs: [{ name: 'odd', archive_path: '/old/root/archive/blobs/../../etc/passwd' }],
  });
  run.append('{"ts": 1, "type": "image", "data": {"key": "a", "path": "/old/root/runs/cv/20260921_141304_aa0004/media/1_a.png", "step": 1}}\n');
  run.append('{"ts": 2, "type": "image", "data": {"key": "b", "path": "D:\\\\ml\\\\media\\\\2_b.png", "step": 2}}\n');
  mkdirSync(join(root, run.dir, 'media'));
  for (const name of ['1_a.png', '2_b.png']) writeFileSync(join(root, run.dir, 'media', name), 'png');
  run.finish();
  const daemon = await startDaemon(t, { root });
  await migrated(daemon);
  const codes = (await reportOf(daemon)).runs.flatMap(({ findings }) => findings.map(({ code }) => code));
  assert.deepEqual(codes.filter((code) => code.startsWith('image-')), []);
  const { experiments: [first] } = await daemon.json(experimentList, '/api/experiments');
  const { media } = await daemon.json(mediaList, `/api/experiments/${first?.id ?? ''}/media`);
  assert.deepEqual(media.map(({ file, logged, size }) => [file, logged, size]), [['media/1_a.png', true, 3], ['media/2_b.png', true, 3]]);
  const { assets } = (await daemon.get(`/api/runs/${runId}/assets`)).body as { assets: unknown };
  assert.deepEqual(assets, {
    code: { snapshot: { saved: true, archive_path: join(root, 'archive/blobs/ab/abcd') } },
    datasets: [{ name: 'faces', fingerprint: 'f1', archive_path: join(root, 'archive/manifests/datasets/f1/f1.json'), path: '/data/faces' }],
    outputs: [{ name: 'odd', archive_path: '/old/root/archive/blobs/../../etc/passwd' }],
  });
  const { orphaned_assets: orphaned } = (await daemon.request('DELETE', `/api/runs/${runId}/permanent?dry_run=true`)).body as { orphaned_assets: { archive_uri: string }[] };
  assert.deepEqual(orphaned.map(({ archive_uri: place }) => place).slice(0, 2), [join(root, 'archive/blobs/ab/abcd'), join(root, 'archive/manifests/datasets/f1/f1.json')]);
});
