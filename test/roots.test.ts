import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { allExperiments } from './fault/support/taken-in.js';
import { adopted, toldArchive, toldPool, toldStore } from './support/expected-artifacts.js';
import { startDaemon } from './support/daemon.js';
import { expectedRoots } from './support/expected-run.js';
import { migrated } from './support/migrated.js';
import { expectedReport, reportedFacts } from './support/report-facts.js';
import { expectedFacts, toldFacts } from './support/run-facts.js';
import { tempFolder } from './support/temp-folder.js';
import { treeOf } from './support/tree-hash.js';

const folder = process.env['RUNKEEP_ROOTS'];

if (folder === undefined) {
  test('real roots equal their expected.json', { skip: 'RUNKEEP_ROOTS names no folder of *.tar.gz with an expected.json' }, () => undefined);
} else {
  const expected = expectedRoots.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tar.gz') && expected[name.slice(0, -'.tar.gz'.length)] !== undefined);
  test('every root of expected.json has its archive', () => {
    assert.deepEqual(archives.map((name) => name.slice(0, -'.tar.gz'.length)).sort(), Object.keys(expected).sort());
  });
  for (const archive of archives) equalsExpectation(resolve(folder, archive), archive.slice(0, -'.tar.gz'.length));

  function equalsExpectation(path: string, name: string): void {
    test(`${name}: every run equals its expectation, and nothing under the root changes by being read (DISK-01 to 62)`, async (t) => {
      const unpacked = tempFolder(t);
      execFileSync('tar', ['xzf', path, '-C', unpacked]);
      const root = join(unpacked, name, 'root');
      const isOwn = (entry: string): boolean => entry === '.runkeep' || entry.startsWith('runkeep.db');
      const before = treeOf(root, isOwn);
      const daemon = await startDaemon(t, { root });
      const { state, verified, failure } = await migrated(daemon);
      assert.deepEqual({ state, verified, failure }, { state: 'complete', verified: { done: expected[name]!.runs.length, of: expected[name]!.runs.length }, failure: null });
      const rows = await allExperiments(daemon);
      const { runs, empty_run_directories: empty } = expected[name]!;
      assert.deepEqual(rows.map(({ run_dir: dir }) => dir).sort(), runs.map(({ dir }) => dir).sort());
      assert.equal(rows.some(({ run_dir: dir }) => empty.includes(dir)), false);
      for (const run of runs) {
        await t.test(run.dir, async () => assert.deepEqual(await toldFacts(daemon, rows.find(({ run_dir: dir }) => dir === run.dir)!), expectedFacts(run)));
      }
      await t.test('what the report says equals the files, and what the databases say', async () => assert.deepEqual(await reportedFacts(daemon), expectedReport(expected[name]!)));
      const adoption = await adopted(daemon);
      const { artifact_store: store, archive } = expected[name]!;
      assert.deepEqual(await toldStore(daemon, adoption), store?.artifacts ?? {});
      // bytes that the archive holds too have a copy with one name
      const isArchived = (sha256: string): boolean => existsSync(join(root, 'archive/blobs', sha256.slice(0, 2), sha256));
      const pool = store?.dedup.pool ?? [];
      assert.deepEqual(toldPool(adoption), { corrupt: pool.filter(({ content_ok: isRight }) => !isRight).length, at_risk: pool.filter(({ sha256, nlink, content_ok: isRight }) => isRight && nlink > 1 && !isArchived(sha256)).length });
      if (archive) assert.deepEqual(await toldArchive(daemon, adoption), archive);
      assert.deepEqual(await adopted(daemon), adoption);
      assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
      assert.deepEqual(treeOf(root, isOwn), before);
      assert.ok(existsSync(join(root, 'runkeep.db')));
    });
  }
}
