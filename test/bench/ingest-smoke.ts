import { createReadStream, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import BetterSqlite from 'better-sqlite3';
import { z } from 'zod';
import type { Scene } from '../support/at-end.js';
import { inScene } from '../fault/support/scenario.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, type BenchOptions, type Result } from './support/bench.js';

const status = z.object({ line: z.object({ pointsRead: z.number(), pendingBytes: z.number() }) });
const pointsPerLine = 2;

/**
 * One file of `--lines` metrics lines, as it appears under the root until the daemon has taken in its last point,
 * against the obvious way in the same run: readline, JSON.parse, a row per point. `--rounds` times, by turns.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'lines', 300_000), numberOf(options, 'rounds', 3)));
}

async function measure(scene: Scene, lines: number, rounds: number): Promise<Result> {
  const folder = tempFolder(scene, 'runkeep-bench-');
  const file = join(folder, 'events.jsonl');
  writeLines(file, lines);
  const ours: number[] = [];
  const rows: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push((lines * pointsPerLine) / (await takeIn(scene, folder, file, lines)));
    rows.push((lines * pointsPerLine) / (await rowPerPoint(folder, file)));
  }
  const ratio = ours.map((rate, index) => rate / (rows[index] ?? Number.NaN));
  const worst = Math.min(...ratio);
  return {
    figures: {
      'daemon, file to shown': { unit: 'points/s', values: ours },
      'row per point, readline': { unit: 'points/s', values: rows },
      'file size': { unit: 'MB', values: [statSync(file).size / 1e6] },
    },
    ratios: { 'daemon against row per point': ratio },
    goals: { ingest: { goal: 'every round faster than a row per point', met: worst > 1 } },
  };
}

function writeLines(file: string, lines: number): void {
  const parts: string[] = [];
  for (let step = 1; step <= lines; step++) parts.push(metricLine({ loss: Math.fround(1 / step), accuracy: Math.round(Math.sin(step) * 1e4) / 1e4 }, { step, stage: 'train', ts: 1_790_000_000 + step / 8 }));
  writeFileSync(file, parts.join(''));
}

/** Seconds from the moment the run directory appears until its last point is taken in. */
async function takeIn(scene: Scene, folder: string, file: string, lines: number): Promise<number> {
  const root = tempFolder(scene, 'runkeep-bench-');
  mkdirSync(join(root, 'runs'));
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const staged = new RunDirectory(folder, 'staged/20260921_141301_aa0001');
  staged.append(await readAll(file));
  staged.finish();
  const started = performance.now();
  renameSync(join(folder, 'staged'), join(root, 'runs', 'bench'));
  await until('the last point is taken in', () => isTakenIn(daemon, lines), 120_000);
  const seconds = (performance.now() - started) / 1000;
  await daemon.stop();
  rmSync(root, { recursive: true, force: true });
  return seconds;
}

async function isTakenIn(daemon: TestDaemon, lines: number): Promise<boolean> {
  return (await daemon.json(status, '/api/status')).line.pointsRead >= lines * pointsPerLine;
}

async function readAll(file: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(file)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

interface MetricEvent {
  readonly ts: number;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Seconds that the obvious reader needs: a row per point in the seed's schema, 1,000 lines a transaction. */
async function rowPerPoint(folder: string, file: string): Promise<number> {
  const path = join(folder, 'rows.db');
  const database = new BetterSqlite(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec('CREATE TABLE metrics (experiment_id TEXT, timestamp REAL, metric_name TEXT, metric_value REAL, step INTEGER, stage TEXT)');
  const insert = database.prepare('INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)');
  const write = database.transaction((events: readonly MetricEvent[]) => {
    for (const { ts, data } of events) for (const name of ['loss', 'accuracy']) insert.run('aa0001', ts, name, data[name], data['global_step'], data['stage']);
  });
  const started = performance.now();
  let batch: MetricEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    batch.push(JSON.parse(line) as MetricEvent);
    if (batch.length < 1000) continue;
    write(batch);
    batch = [];
  }
  write(batch);
  const seconds = (performance.now() - started) / 1000;
  database.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  return seconds;
}
