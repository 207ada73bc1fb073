import assert from 'node:assert/strict';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { collectionAnswer } from '../../schemas/dedup-collection.js';
import { poolReport, type PoolReport } from '../../schemas/dedup-checks.js';
import { runCli } from '../support/cli.js';
import { startDaemon } from '../support/daemon.js';
import { RunicornArtifacts, sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

test('one fsck and one gc tell of database and pool: exit 0 clean, 1 repaired, 2 damage left (POOL-30)', async (t) => {
  const root = tempFolder(t);
  new RunicornArtifacts(root).log('model', 'net', { 'w.bin': 'weights' });
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  const cli = async (...args: readonly string[]): Promise<{ code: number | null; answer: unknown }> => {
    const { code, stdout } = await runCli([...args, '--json', '--root', root]);
    return { code, answer: JSON.parse(stdout) };
  };
  const fsck = async (...args: readonly string[]): Promise<{ code: number | null; pool: PoolReport }> => {
    const { code, answer } = await cli('fsck', ...args);
    return { code, pool: z.object({ pool: poolReport }).parse(answer).pool };
  };
  for (const command of ['adopt', 'secure']) await cli('artifact', command);
  const shard = join(root, '.runkeep/pool', sha256('weights').slice(0, 2));
  const sound = await fsck('--full');
  chmodSync(join(shard, sha256('weights')), 0o644);
  writeFileSync(join(shard, sha256('weights')), 'rotten!');
  const found = await fsck('--full');
  const repaired = await fsck('--full', '--repair');
  assert.deepEqual([sound, found, repaired].map(({ code, pool }) => [code, pool.state]), [[0, 'clean'], [2, 'damage'], [1, 'repaired']]);
  assert.deepEqual([(await fsck('--full')).code, (await fsck('--last')).pool.state, readdirSync(join(root, '.runkeep/pool/.quarantine')).length], [0, 'clean', 1]);
  const { pool } = z.object({ pool: collectionAnswer }).parse((await cli('gc')).answer);
  assert.deepEqual([pool.dry_run, pool.collected.objects, pool.kept.first.map(({ kept_by }) => kept_by)], [true, 0, [['model/net:v1']]]);
  const why = z.object({ kept_by: z.array(z.string()), places: z.array(z.string()) }).parse((await cli('artifact', 'why', sha256('weights'))).answer);
  assert.deepEqual(why.kept_by, ['model/net:v1']);
  const both = await runCli(['gc', '--yes', '--dry-run', '--root', root]);
  assert.equal(both.code, 64);
});
