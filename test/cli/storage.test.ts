import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storageReport } from '../../schemas/dedup-storage.js';
import { runCli } from '../support/cli.js';
import { startDaemon } from '../support/daemon.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

test('storage is told by artifact, in words for people and as JSON', async (t) => {
  const root = tempFolder(t);
  const runicorn = new RunicornArtifacts(root);
  runicorn.log('model', 'net', { 'w.bin': 'x'.repeat(2048), 'a.bin': 'own' });
  runicorn.log('dataset', 'faces', { 'd.bin': 'x'.repeat(2048) });
  const daemon = await startDaemon(t, { root });
  await daemon.post('/api/dedup/adopt');
  const told = await runCli(['--root', root, 'storage']);
  assert.match(told.stdout, /^2 artifacts, 2 versions: 4\.0 KiB, kept as 2\.0 KiB\nin the pool 0 B, only in files of yours 2\.0 KiB\n/);
  assert.match(told.stdout, /\nmodel\/net +1 +2\.0 KiB +2\.0 KiB +3 B +2\.0 KiB +0 B\n/);
  const json = await runCli(['--root', root, '--json', 'storage', '--by', 'project', '--sort', 'label', '--limit', '1']);
  const { rows, total } = storageReport.parse(JSON.parse(json.stdout));
  assert.deepEqual([rows.map(({ label, versions }) => [label, versions]), total], [[['', 2]], 1]);
  assert.equal((await runCli(['--root', root, 'storage', '--by', 'galaxy'])).code, 64);
});
