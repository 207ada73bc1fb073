import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { experimentList } from '../../schemas/experiments.js';
import { migrationProgress, type MigrationFinding } from '../../schemas/migration.js';
import { startDaemon } from '../support/daemon.js';
import { migrated, reportOf } from '../support/migrated.js';
import { RunDirectory } from '../support/run-directory.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';

const isOwn = (name: string): boolean => name === '.runkeep' || name.startsWith('runkeep.db');
const worded = ({ severity, code, path, offset, length }: MigrationFinding): string => [severity, code, path ?? '-', ...(offset === null ? [] : [offset, length ?? 0])].join(' ');

test('a root of several generations is taken over: every run verified, everything odd told by its place, no byte changed (DISK-60, 61, 62)', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const before = treeOf(root, isOwn);
  const daemon = await startDaemon(t, { root });
  const { state, step, generations, runs, verified, points, findings, failure } = await migrated(daemon);
  assert.deepEqual({ state, step, generations, runs, verified, points, findings, failure }, {
    state: 'complete', step: 'done', generations: ['G0', 'G2', 'G4'], runs: { done: 5, of: 5 }, verified: { done: 5, of: 5 }, points: 65, findings: { note: 11, odd: 2, lost: 3 }, failure: null,
  });
  const report = await reportOf(daemon, 2);
  assert.deepEqual(report.general.map(worded), ['note moved-root -', 'note candidate vision/early/runs/20260921_141313_aa000d', 'note database-read runicorn.db', 'lost only-in-database runicorn.db']);
  assert.deepEqual(report.runs.map(({ run_dir: dir, state: is, events, points: count, rejects, pending_bytes: pending, findings: found }) => [dir, is, events, count, rejects, pending, found.map(worded)]), [
    ['runs/20260921_141301_aa0001', 'verified', 2, 2, 0, 0, []],
    ['runs/cv/20260921_141302_aa0002', 'verified', 1, 1, 0, 0, ['note duplicate-run-id runs/cv/20260921_141302_aa0002']],
    ['runs/cv/yolo/20260921_141304_aa0004', 'verified', 1, 0, 0, 0, [
      'odd document-empty runs/cv/yolo/20260921_141304_aa0004/status.json',
      'lost image-gone runs/cv/yolo/20260921_141304_aa0004/media/gone.png',
      'note image-without-event runs/cv/yolo/20260921_141304_aa0004/media/orphan.png',
    ]],
    ['vision/resnet/runs/20260921_141302_aa0002', 'verified', 30, 60, 0, 0, [
      'note database-status runicorn.db',
      'note database-points runicorn.db',
      'note labels-taken-over .experiments_metadata.json',
      'note duplicate-run-id vision/resnet/runs/20260921_141302_aa0002',
    ]],
    ['vision/resnet/runs/20260921_141303_aa0003', 'verified', 2, 2, 1, 9, [
      'note labels-taken-over runicorn.db',
      'lost reject-torn vision/resnet/runs/20260921_141303_aa0003/events.jsonl 97 50',
      'note glued-lines vision/resnet/runs/20260921_141303_aa0003/events.jsonl',
      'odd pending-tail vision/resnet/runs/20260921_141303_aa0003/events.jsonl 244 9',
    ]],
  ]);
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
  assert.deepEqual(treeOf(root, isOwn), before);
});

test('labels that only other records know are shown; where the files speak they count (DISK-51)', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const daemon = await startDaemon(t, { root });
  await migrated(daemon);
  const { experiments } = await daemon.json(experimentList, '/api/experiments?show=all&sort=run_dir');
  const shown = new Map(experiments.map(({ run_dir: dir, tags, notes, alias, status, deleted_at: deleted, delete_reason: reason }) => [dir, { tags, notes, alias, status, deleted, reason }]));
  assert.deepEqual(shown.get('vision/resnet/runs/20260921_141302_aa0002'), { tags: ['prod'], notes: 'the good one', alias: null, status: 'finished', deleted: null, reason: null });
  assert.deepEqual(shown.get('vision/resnet/runs/20260921_141303_aa0003'), { tags: ['old'], notes: '', alias: null, status: 'failed', deleted: 1790000100, reason: 'user_deleted' });
  assert.deepEqual(shown.get('runs/cv/20260921_141302_aa0002')?.tags, []);
});

test('a migration that is complete is not done again, and a run that is born later is an ordinary one', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const first = await startDaemon(t, { root });
  const done = await migrated(first);
  await first.stop();
  new RunDirectory(root, 'runs/new/20260922_000000_bb0001').log({ loss: 1 });
  const second = await startDaemon(t, { root });
  await second.live();
  assert.deepEqual(await second.json(migrationProgress, '/api/migration-v1'), done);
  assert.equal((await reportOf(second)).runs.length, 5);
});

test('where nothing of Runicorn lies there is nothing to migrate: an empty root, and runs of our own clients', async (t) => {
  const empty = await startDaemon(t, { root: tempFolder(t) });
  assert.equal((await empty.json(migrationProgress, '/api/migration-v1')).state, 'unneeded');
  const root = tempFolder(t);
  new RunDirectory(root, 'vision/own/runs/20260922_000000_bb0001', { boot_id: 'a' }).log({ loss: 1 });
  assert.equal((await migrated(await startDaemon(t, { root }))).state, 'unneeded');
});

test('a run that goes on while it is verified is verified as far as it was taken in, and never lost', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const run = new RunDirectory(root, 'runs/live/20260922_000000_bb0002', { storage_dir: '/srv' });
  const writer = setInterval(() => run.log({ loss: 1 }, { step: 1 }), 2);
  try {
    const daemon = await startDaemon(t, { root });
    const { state, verified } = await migrated(daemon);
    assert.deepEqual([state, verified], ['complete', { done: 6, of: 6 }]);
  } finally {
    clearInterval(writer);
  }
});

test('a database that is damaged, or none of Runicorn, is told and stops nothing', async (t) => {
  const root = tempFolder(t);
  new RunDirectory(root, 'vision/a/runs/20260921_141302_aa0002', { project: 'vision', name: 'a' }).log({ loss: 1 });
  writeFileSync(join(root, 'runicorn.db'), Buffer.alloc(8192, 7));
  writeFileSync(join(root, '.experiments_metadata.json'), '{"half');
  const daemon = await startDaemon(t, { root });
  const { state, generations } = await migrated(daemon);
  assert.deepEqual([state, generations], ['complete', ['G2']]);
  assert.deepEqual((await reportOf(daemon)).general.map(worded), ['odd hint-unreadable runicorn.db', 'odd hint-unreadable .experiments_metadata.json']);
});

test('the topic tells the present state to whoever comes, and every step to whoever stays', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const daemon = await startDaemon(t, { root });
  const socket = await daemon.liveSocket();
  socket.subscribe('migration-v1.progress');
  const ended = await socket.next('the end is told', (frame) => ('reply' in frame && 'data' in frame.reply && migrationProgress.parse(frame.reply.data).state === 'complete' ? frame.reply.topic : undefined));
  assert.equal(ended, 'migration-v1.progress');
  await socket.close();
});
