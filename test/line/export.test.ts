import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { z } from 'zod';
import { columnsType, decodeColumns } from '../../schemas/columns.js';
import { arrowType } from '../../schemas/export.js';
import { readOverview } from '../../schemas/overview.js';
import { runCli, spawnCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { fileScene } from '../support/file-scene.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const scene = fileScene();
const lines = 1_000_000;
const points = 2 * lines;
let daemon: TestDaemon;
let id: string;

const list = z.object({ experiments: z.array(z.object({ id: z.string(), point_count: z.number() })) });

before(async () => {
  const root = tempFolder(scene);
  const run = new RunDirectory(root, 'runs/vision/20260921_141301_aa0001');
  for (let from = 0; from < lines; from += 50_000) {
    run.append(Array.from({ length: 50_000 }, (_, i) => metricLine({ loss: 1 / (from + i + 1), lr: 0.001 }, { step: from + i, stage: 'train', ts: 1_790_000_000 + from + i })).join(''));
  }
  daemon = await startDaemon(scene, { root });
  await daemon.live(120_000);
  const found = await until('every point is counted', async () => (await daemon.json(list, '/api/experiments')).experiments.find(({ point_count: count }) => count === points), 60_000);
  id = found.id;
});

function residentBytes(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${daemon.pid}/status`, 'utf8'))?.[1]) * 1024;
}

function open(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(new URL(path, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}` } }, resolve).on('error', reject));
}

test('2 M points are exported with the memory of a few parts (ENG-05)', async () => {
  for await (const _ of await open(`/api/experiments/export?id=${id}&metric=none`)) assert.ok(_);
  const before = residentBytes();
  // What begins once is seen in the first half; what grows with the answer in the second too.
  const most = { first: 0, second: 0 };
  let rows = -1;
  for await (const chunk of (await open(`/api/experiments/export?id=${id}`)) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
    const half = rows < points / 2 ? 'first' : 'second';
    most[half] = Math.max(most[half], residentBytes());
  }
  assert.equal(rows, points);
  assert.ok(Math.max(most.first, most.second) - before < 128 * 2 ** 20, `the CSV took ${(Math.max(most.first, most.second) - before) / 2 ** 20} MiB`);
  assert.ok(most.second - most.first < 48 * 2 ** 20, `the second 90 MiB of CSV took ${(most.second - most.first) / 2 ** 20} MiB more`);
});

test('a client that goes away ends the export, and the daemon answers on', async () => {
  for (let round = 0; round < 6; round++) {
    const answer = await open(`/api/experiments/export?id=${id}&format=jsonl`);
    await new Promise((resolve) => answer.once('data', resolve));
    answer.destroy();
  }
  const again = await until('a thread is free again', async () => {
    const answer = await open(`/api/experiments/export?id=${id}&metric=none`);
    answer.resume();
    return answer.statusCode === 200;
  });
  assert.equal(again, true);
});

test('the main thread answers while whole series are computed', async () => {
  const slow = daemon.get(`/api/experiments/smoothed?id=${id}&metric=loss&kind=gaussian&parameter=10`);
  let answers = 0;
  while ((await Promise.race([slow, daemon.get('/healthz').then(() => undefined)])) === undefined) answers++;
  assert.equal((await slow).status, 200);
  assert.ok(answers > 3, `${answers} answers meanwhile`);
});

test('an overview is an Arrow table to who accepts one, and a columns frame to others', async () => {
  const ask = async (accept: string): Promise<Response> => fetch(new URL(`/api/experiments/overview?id=${id}&metric=loss&width=100&columns=max`, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}`, Accept: accept } });
  const arrow = await ask(arrowType);
  const table = tableFromIPC(new Uint8Array(await arrow.arrayBuffer()));
  const [line] = readOverview(decodeColumns(new Uint8Array(await (await ask(columnsType)).arrayBuffer()))).lines;
  assert.deepEqual([arrow.headers.get('content-type'), Array.from({ length: table.numRows }, (_, i): unknown => table.getChild('max')?.get(i))], [arrowType, [...Float64Array.from(line?.column('max') ?? [])]]);
});

test('export writes a file that is whole or not there, in every format', async (t) => {
  const folder = tempFolder(t);
  const parquet = join(folder, 'all.parquet');
  const said = await runCli(['export', id, '--format', 'parquet', '--output', parquet, '--root', daemon.root]);
  assert.deepEqual([said.code, said.stdout, existsSync(`${parquet}.part`)], [0, '', false]);
  assert.equal(Number((await parquetMetadataAsync(await asyncBufferFromFile(parquet))).num_rows), points);
  const arrow = join(folder, 'loss.arrows');
  const told = await runCli(['export', id, '--format', 'arrow', '--metric', 'loss', '--output', arrow, '--json', '--root', daemon.root]);
  assert.deepEqual(JSON.parse(told.stdout), { output: arrow, bytes: statSync(arrow).size });
  assert.equal(tableFromIPC(readFileSync(arrow)).numRows, lines);
});

test('export without --output goes to standard output; what is refused leaves nothing and exits 1', async (t) => {
  const { code, stdout } = await runCli(['export', '--filter', 'status = running', '--metric', 'none', '--root', daemon.root]);
  assert.deepEqual([code, stdout], [0, 'experiment_id,timestamp,metric_name,metric_value,step,stage,row,kind\r\n']);
  const file = join(tempFolder(t), 'no.csv');
  const refused = await runCli(['export', 'nope', '--output', file, '--root', daemon.root]);
  const folderless = await runCli(['export', id, '--output', join(file, 'x.csv'), '--root', daemon.root]);
  assert.deepEqual([refused.code, existsSync(file), folderless.code, /cannot be written/.test(folderless.stderr)], [1, false, 1, true]);
});

test('an export that breaks off or is interrupted leaves the file that was there, and no part', async (t) => {
  const file = join(tempFolder(t), 'all.jsonl');
  writeFileSync(file, 'before');
  const child = spawnCli(['export', id, '--format', 'jsonl', '--output', file, '--root', daemon.root]);
  await until('the part is there', () => existsSync(`${file}.part`) && statSync(`${file}.part`).size > 0);
  child.signal('SIGINT');
  const { code } = await child.ended;
  assert.deepEqual([code, existsSync(`${file}.part`), readFileSync(file, 'utf8')], [130, false, 'before']);
  rmSync(file);
  const broken = spawnCli(['export', id, '--format', 'jsonl', '--output', file, '--root', daemon.root]);
  await until('the part is there', () => existsSync(`${file}.part`) && statSync(`${file}.part`).size > 0);
  await daemon.kill9();
  const end = await broken.ended;
  assert.deepEqual([end.code, existsSync(`${file}.part`), existsSync(file)], [1, false, false]);
});
