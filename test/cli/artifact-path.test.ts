import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { artifactLifecycle } from '../../schemas/dedup-lifecycle.js';
import { capabilities } from '../../schemas/dedup-views.js';
import { runCli } from '../support/cli.js';
import { startDaemon } from '../support/daemon.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

test('the path of a version is printed alone, for scripts, and status says what the file system can do (REL-80)', async (t) => {
  const root = tempFolder(t);
  const folder = new RunicornArtifacts(root).log('model', 'net', { 'w.bin': 'weights' });
  const daemon = await startDaemon(t, { root });
  await daemon.post('/api/dedup/adopt');
  const cli = (...args: readonly string[]): ReturnType<typeof runCli> => runCli(['--root', root, ...args]);
  assert.deepEqual([(await cli('artifact', 'path', 'model', 'net', 'latest', 'w.bin')).stdout, (await cli('artifact', 'path', 'model', 'net', 'v1')).stdout], [`${join(root, folder, 'files/w.bin')}\n`, `${join(root, folder, 'files')}\n`]);
  const refused = await cli('artifact', 'path', 'model', 'net', 'v1', 'none');
  assert.deepEqual([refused.code, refused.stdout, /no file none/.test(refused.stderr)], [1, '', true]);
  const status = z.object({ root: z.string(), capabilities }).parse(JSON.parse((await cli('status', '--json')).stdout));
  assert.deepEqual([status.root, status.capabilities.durability, status.capabilities.file_system === ''], [root, 'power', false]);
});

test('a version is promoted on the command line, and its lifecycle is shown', async (t) => {
  const root = tempFolder(t);
  new RunicornArtifacts(root).log('model', 'net', { 'w.bin': 'weights' });
  const daemon = await startDaemon(t, { root });
  await daemon.post('/api/dedup/adopt');
  const cli = (...args: readonly string[]): ReturnType<typeof runCli> => runCli(['--root', root, '--json', ...args]);
  assert.equal((await cli('artifact', 'promote', 'model', 'net', 'latest', 'staging', '--notes', 'good enough')).code, 0);
  assert.equal((await cli('artifact', 'promote', 'model', 'net', 'latest', 'gold')).code, 1);
  const { stage, transitions } = artifactLifecycle.parse(JSON.parse((await cli('artifact', 'lifecycle', 'model', 'net', 'v1')).stdout));
  assert.deepEqual([stage, transitions.map(({ from_stage, notes }) => [from_stage, notes])], ['staging', [['experimental', 'good enough']]]);
});
