import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { migrationProgress } from '../../schemas/migration.js';
import { runCli } from '../support/cli.js';
import { startDaemon } from '../support/daemon.js';
import { migrated } from '../support/migrated.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';

test('migrate waits for the end and says what was taken over, for people and as JSON', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const daemon = await startDaemon(t, { root });
  const said = await runCli(['--root', root, 'migrate']);
  assert.equal(said.stdout, 'complete: 5 runs, 65 points, 5.2 KiB of events (G0, G2, G4)\nverified against the files: 5 of 5 runs\nfindings: 3 lost, 2 odd, 11 notes\n');
  const json = await runCli(['--root', root, '--json', 'migrate']);
  assert.deepEqual(migrationProgress.parse(JSON.parse(json.stdout)), await migrated(daemon));
  const report = await runCli(['--root', root, 'migrate', '--report', '--least', 'lost']);
  assert.deepEqual(report.stdout.split('\n').slice(1, 4).map((line) => line.split(/\s{2,}/).slice(0, 2)), [
    ['lost', 'runicorn.db'],
    ['lost', 'runs/cv/yolo/20260921_141304_aa0004/media/gone.png'],
    ['lost', 'vision/resnet/runs/20260921_141303_aa0003/events.jsonl'],
  ]);
});

test('a dry run tells the same and leaves no byte under the root', async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const before = treeOf(root, () => false);
  const folder = tempFolder(t);
  const dry = await runCli(['--root', root, 'migrate', '--dry-run'], { TMPDIR: folder });
  assert.deepEqual([dry.code, dry.stderr, readdirSync(folder)], [0, '', []]);
  assert.match(dry.stdout, /complete: 5 runs, 65 points.*\nverified against the files: 5 of 5 runs\n/);
  assert.deepEqual(treeOf(root, () => false), before);
});

test('a dry run of a root that is not there makes none, and says so', async (t) => {
  const said = await runCli(['--root', `${tempFolder(t)}/none`, 'migrate', '--dry-run']);
  assert.equal(said.code, 74);
  assert.match(said.stderr, /cannot be used/);
});

test('--least takes the three words only', async () => {
  assert.equal((await runCli(['migrate', '--report', '--least', 'much'])).code, 64);
});
