import assert from 'node:assert/strict';
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { experimentList } from '../../schemas/experiments.js';
import { importReport, type ImportReport } from '../../schemas/import.js';
import { migrationProgress } from '../../schemas/migration.js';
import { runCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { until } from '../support/until.js';

async function imported(daemon: TestDaemon, from: string, isDry = false): Promise<ImportReport> {
  const { status, body } = await daemon.post('/api/migration-v1/import', { from, dry_run: isDry });
  assert.equal(status, 202, JSON.stringify(body));
  return ended(daemon);
}

function ended(daemon: TestDaemon): Promise<ImportReport> {
  return until('the import has ended', async () => {
    const report = await daemon.json(importReport, '/api/migration-v1/import');
    return report.state === 'running' ? undefined : report;
  }, 60_000);
}

function put(root: string, path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function oldRoot(root: string): void {
  writeRunicornRoot(root);
  const pool = put(root, 'artifacts/.dedup/ab/abcdef', 'weights');
  put(root, 'artifacts/model/net/versions.json', '{}');
  put(root, 'artifacts/model/net/v1/metadata.json', '{}');
  mkdirSync(join(root, 'artifacts/model/net/v1/files'));
  linkSync(pool, join(root, 'artifacts/model/net/v1/files/w.bin'));
  put(root, 'archive/blobs/cd/cdef', 'blob');
  put(root, 'runs/cv/yolo/20260921_141304_aa0004/events.jsonl.lock', '');
  put(root, 'runs/cv/yolo/20260921_141304_aa0004/.x.tmp', 'x');
  put(root, 'runs/cv/yolo/20260921_141304_aa0004/.runkeep/own', 'x');
  put(root, 'node_modules/a/index.js', 'x');
  symlinkSync('/etc/hostname', join(root, 'runs/cv/yolo/20260921_141304_aa0004/link'));
  utimesSync(join(root, 'runs/20260921_141301_aa0001/events.jsonl'), 1_700_000_000, 1_700_000_001);
}

const tally = ({ runs, others }: ImportReport): unknown => [Object.values(runs), Object.values(others)];
const codes = ({ told }: ImportReport): string[] => told.map(({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`);

test('a root is copied: runs, artifacts, archive, databases and labels, no locks, links or temporary files; the source keeps every byte', async (t) => {
  const [source, root] = [tempFolder(t), tempFolder(t)];
  oldRoot(source);
  const before = treeOf(source, () => false);
  const daemon = await startDaemon(t, { root });
  const report = await imported(daemon, source);
  assert.deepEqual([report.state, codes(report), tally(report), report.bytes.done], ['complete', [], [[5, 5, 0, 0, 0], [6, 6, 0, 0, 0]], report.bytes.of]);
  assert.deepEqual(treeOf(source, () => false), before);
  const yolo = 'runs/cv/yolo/20260921_141304_aa0004';
  assert.deepEqual(readdirSync(join(root, yolo)).sort(), ['events.jsonl', 'media', 'meta.json', 'status.json']);
  assert.deepEqual(['node_modules', '.runkeep/import', `${yolo}/.runkeep`].filter((path) => existsSync(join(root, path))), []);
  assert.equal(lstatSync(join(root, 'runs/20260921_141301_aa0001/events.jsonl')).mtimeMs, 1_700_000_001_000);
  const [pool, view] = ['artifacts/.dedup/ab/abcdef', 'artifacts/model/net/v1/files/w.bin'].map((path) => lstatSync(join(root, path)));
  assert.equal(pool?.ino, view?.ino);
  assert.equal(readFileSync(join(root, 'runicorn.db')).equals(readFileSync(join(source, 'runicorn.db'))), true);
});

test('what came in is taken over like a root that was adopted: verified, with the labels of its database', async (t) => {
  const [source, root] = [tempFolder(t), tempFolder(t)];
  writeRunicornRoot(source);
  const daemon = await startDaemon(t, { root });
  await imported(daemon, source);
  const { state, runs, verified } = await daemon.json(migrationProgress, '/api/migration-v1');
  assert.deepEqual([state, runs, verified], ['complete', { done: 5, of: 5 }, { done: 5, of: 5 }]);
  const { experiments } = await daemon.json(experimentList, '/api/experiments?show=all&filter=name%20%3D%20%22resnet%22');
  assert.deepEqual(experiments.flatMap(({ tags }) => tags).sort(), ['old', 'prod']);
});

test('a second import finds everything there; what differs is a conflict, named and left alone', async (t) => {
  const [source, root] = [tempFolder(t), tempFolder(t)];
  oldRoot(source);
  const daemon = await startDaemon(t, { root });
  await imported(daemon, source);
  assert.deepEqual(tally(await imported(daemon, source)), [[5, 0, 5, 0, 0], [6, 0, 6, 0, 0]]);
  new RunDirectory(source, 'runs/new/20260922_000000_bb0001').log({ loss: 1 });
  writeFileSync(join(source, 'runs/cv/20260921_141302_aa0002/logs.txt'), 'other');
  const dry = await imported(daemon, source, true);
  assert.deepEqual([tally(dry), existsSync(join(root, 'runs/new'))], [[[6, 1, 4, 1, 0], [6, 0, 6, 0, 0]], false]);
  const report = await imported(daemon, source);
  assert.deepEqual([tally(report), codes(report)], [[[6, 1, 4, 1, 0], [6, 0, 6, 0, 0]], ['odd conflict runs/cv/20260921_141302_aa0002/logs.txt']]);
  assert.deepEqual([existsSync(join(root, 'runs/new/20260922_000000_bb0001/meta.json')), existsSync(join(root, 'runs/cv/20260921_141302_aa0002/logs.txt'))], [true, false]);
});

test('a link in the root where a folder should be made is not followed', async (t) => {
  const [source, root, outside] = [tempFolder(t), tempFolder(t), tempFolder(t)];
  new RunDirectory(source, 'runs/cv/20260921_141302_aa0002').log({ acc: 1 });
  mkdirSync(join(root, 'runs'));
  symlinkSync(outside, join(root, 'runs/cv'));
  const daemon = await startDaemon(t, { root });
  const report = await imported(daemon, source);
  assert.deepEqual([tally(report), codes(report), readdirSync(outside)], [[[1, 0, 0, 1, 0], [0, 0, 0, 0, 0]], ['odd conflict runs/cv'], []]);
});

test('sources that cannot be imported are refused with a code each', async (t) => {
  const folder = tempFolder(t);
  const root = join(folder, 'root');
  mkdirSync(join(root, 'inner'), { recursive: true, mode: 0o700 });
  chmodSync(root, 0o700);
  writeFileSync(join(folder, 'file'), '');
  const daemon = await startDaemon(t, { root });
  const code = async (from: string): Promise<unknown> => {
    const { status, body } = await daemon.post('/api/migration-v1/import', { from });
    return [status, (body as { code?: unknown }).code];
  };
  const refusals = [root, join(root, 'inner'), folder, join(folder, 'none'), join(folder, 'file'), join(folder, 'file', 'x'), 'relative', `${folder}\0x`];
  assert.deepEqual(await Promise.all(refusals.map(code)), [
    [409, 'same-root'], [409, 'source-in-root'], [409, 'root-in-source'], [404, 'no-source'], [400, 'source-no-folder'], [404, 'no-source'], [400, 'relative-source'], [400, 'relative-source'],
  ]);
});

test('an import that was killed goes on at the next start, and half a run is never seen', async (t) => {
  const [source, root] = [tempFolder(t), tempFolder(t)];
  for (let run = 0; run < 40; run++) new RunDirectory(source, `runs/20260921_1413${String(run + 10)}_aa0001`).append('x'.repeat(1_000_000));
  const first = await startDaemon(t, { root });
  await first.post('/api/migration-v1/import', { from: source });
  await until('some runs came in', async () => (await first.json(importReport, '/api/migration-v1/import')).runs.copied > 2);
  await first.kill9();
  const halves = (existsSync(join(root, 'runs')) ? readdirSync(join(root, 'runs')) : []).filter((name) => lstatSync(join(root, 'runs', name, 'events.jsonl')).size !== 1_000_000 || !existsSync(join(root, 'runs', name, 'status.json')));
  assert.deepEqual(halves, []);
  const second = await startDaemon(t, { root });
  const { state, runs } = await ended(second);
  assert.deepEqual([state, runs.copied + runs.equal, runs.equal > 2, existsSync(join(root, '.runkeep/import'))], ['complete', 40, true, false]);
});

test('the command line follows an import to its end, for people and as JSON', async (t) => {
  const [source, root] = [tempFolder(t), tempFolder(t)];
  writeRunicornRoot(source);
  await startDaemon(t, { root });
  const dry = await runCli(['--root', root, 'import', '--from', source, '--dry-run']);
  assert.match(dry.stdout, /^would come from .*\nruns: 5 copied, 0 there already, 0 in conflict, 0 failed, of 5\nothers: 2 copied/);
  const json = await runCli(['--root', root, '--json', 'import', '--from', source]);
  assert.deepEqual([json.code, importReport.parse(JSON.parse(json.stdout)).runs.copied], [0, 5]);
  assert.equal((await runCli(['--root', root, 'import'])).code, 64);
  const gone = await runCli(['--root', root, 'import', '--from', join(source, 'none')]);
  assert.deepEqual([gone.code, /no folder .*none/.test(gone.stderr)], [1, true]);
});
