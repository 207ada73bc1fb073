import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { runCli } from '../support/cli.js';
import { startDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const answer = z.object({ state: z.string(), number: z.number().optional(), id: z.string() });

test('a folder anywhere becomes a version, gets aliases and tags, and comes back whole', async (t) => {
  const daemon = await startDaemon(t);
  const user = tempFolder(t);
  mkdirSync(join(user, 'ckpt/sub'), { recursive: true });
  writeFileSync(join(user, 'ckpt/a.bin'), 'alpha');
  writeFileSync(join(user, 'ckpt/sub/b.bin'), 'beta');
  symlinkSync('../a.bin', join(user, 'ckpt/sub/link.bin'));
  const cli = async (...args: readonly string[]): Promise<string> => {
    const said = await runCli(['--root', daemon.root, ...args]);
    assert.equal(said.code, 0, said.stderr);
    return said.stdout;
  };
  assert.equal(await cli('artifact', 'log', join(user, 'ckpt'), '--name', 'net', '--alias', 'best', '--tag', 'x'), 'model/net:v1\n');
  writeFileSync(join(user, 'ckpt/a.bin'), 'other');
  assert.equal(answer.parse(JSON.parse(await cli('--json', 'artifact', 'log', join(user, 'ckpt/a.bin'), '--name', 'net', '--parent', 'net:best'))).number, 2);
  await cli('artifact', 'alias', 'model', 'net', 'best', 'v2', '--expected', '1');
  await cli('artifact', 'tag', 'model', 'net', '1', '--tags', 'one', 'two');
  assert.match(await cli('artifact', 'lineage', 'model', 'net', 'best'), /model\/net:v1\s+parent\s+model\/net:v2/);
  assert.match(await cli('artifact', 'show', 'model', 'net', '1'), /one, two/);
  await cli('artifact', 'get', 'model', 'net', '1', 'sub/link.bin', '--output', join(user, 'link.out'));
  await cli('artifact', 'download', 'model', 'net', '1', '--format', 'tar', '--output', join(user, 'all.tar'));
  assert.deepEqual([readFileSync(join(user, 'link.out'), 'utf8'), readFileSync(join(user, 'all.tar')).includes('alpha')], ['alpha', true]);
  await daemon.stop();
});

test('without a daemon the record waits for the next one; links that lead out are refused', async (t) => {
  const root = tempFolder(t);
  const user = tempFolder(t);
  writeFileSync(join(user, 'a.bin'), 'alpha');
  const { code, stdout } = await runCli(['--root', root, '--json', 'artifact', 'log', join(user, 'a.bin'), '--name', 'net', '--type', 'dataset']);
  const { id, state } = answer.parse(JSON.parse(stdout));
  assert.deepEqual([code, state, readdirSync(join(root, '.runkeep/pending'))], [0, 'waiting', [`${id}.json`]]);
  const daemon = await startDaemon(t, { root });
  await until('the record is taken over', async () => (await daemon.get('/api/dedup/artifacts/dataset/net/latest')).status === 200);
  mkdirSync(join(user, 'tree'));
  symlinkSync('../a.bin', join(user, 'tree/out'));
  const refused = await runCli(['--root', root, 'artifact', 'log', join(user, 'tree'), '--name', 'net']);
  assert.deepEqual([refused.code, /leads out/.test(refused.stderr)], [1, true]);
  await daemon.stop();
});
