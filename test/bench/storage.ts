import { statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { ValueKind, type EventBlock } from '../../daemon/api/event-block.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { numberOf, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { loggedValues, timestamps, type LoggedValue } from './support/logged-values.js';

/** Rows that the parser gives at once. */
const blockRows = 2000;

/**
 * Bytes that a point takes in the database, everything counted: `--rows` rows (1 million) of one run that logs every kind
 * of value, of one that logs two float32-born losses, and of runs that log one kind alone. The file is measured after its log was moved into it.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'rows', 1_000_000)));
}

async function measure(scene: Scene, rows: number): Promise<Result> {
  const kinds = loggedValues(1);
  const mix = await stored(scene, rows, kinds);
  const figures: Record<string, Figure> = { 'mix, all in': { unit: 'B/point', values: [mix.bytes] } };
  for (const [table, bytes] of mix.tables) figures[`mix, ${table}`] = { unit: 'B/point', values: [bytes] };
  const { bytes: born } = await stored(scene, rows, float32Losses());
  figures['two float32-born losses, all in'] = { unit: 'B/point', values: [born] };
  for (const [kind, value] of Object.entries(loggedValues(2))) {
    figures[`${kind} alone, all in`] = { unit: 'B/point', values: [(await stored(scene, rows, { [kind]: value })).bytes] };
  }
  return {
    figures,
    ratios: { 'mix against 114 bytes of a row per point': [114 / mix.bytes] },
    goals: {
      mix: { goal: 'mix <= 6 bytes/point', met: mix.bytes <= 6 },
      float32: { goal: 'two float32-born losses a row <= 5 bytes/point', met: born <= 5 },
    },
  };
}

function float32Losses(): Readonly<Record<string, LoggedValue>> {
  const losses = [2, 4].map((seed): [string, LoggedValue | undefined] => [`loss ${seed}`, loggedValues(seed)['float32-born loss']]);
  return Object.fromEntries(losses.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Bytes a point of a run that logs these values in every row, and those of its tables and indexes. */
async function stored(scene: Scene, rows: number, kinds: Readonly<Record<string, LoggedValue>>): Promise<{ readonly bytes: number; readonly tables: readonly (readonly [string, number])[] }> {
  const path = join(tempFolder(scene, 'runkeep-bench-'), 'runkeep.db');
  const database = await openDatabase({ database: path }, quietLog, systemClock);
  const empty = sizeOf(path);
  const line = openLineStore(path);
  const stream = line.writer.open('bench', 'events.jsonl');
  const ts = timestamps(3);
  for (let first = 0; first < rows; first += blockRows) {
    line.writer.append(stream, blockOf(first, Math.min(blockRows, rows - first), kinds, ts), '1', '2', () => '');
    line.writer.commit();
  }
  line.writer.seal(stream);
  line.writer.commit();
  line.close();
  await database.close();
  const points = rows * Object.keys(kinds).length;
  return { bytes: (sizeOf(path) - empty) / points, tables: tableBytes(path).map(([table, bytes]) => [table, bytes / points]) };
}

/** Size of the database file once its log is moved into it. */
function sizeOf(path: string): number {
  const database = new BetterSqlite(path);
  database.pragma('wal_checkpoint(truncate)');
  database.close();
  return statSync(path).size;
}

/** Bytes of the pages of each table and index that metrics are kept in, largest first. */
function tableBytes(path: string): [string, number][] {
  const database = new BetterSqlite(path, { readonly: true });
  const tables = database.prepare("select name, sum(pgsize) as bytes from dbstat where name glob '*metric_*' or name glob '*ingest_*' group by name having bytes > 65536 order by bytes desc").all() as { name: string; bytes: number }[];
  database.close();
  return tables.map(({ name, bytes }) => [name, bytes]);
}

function blockOf(first: number, rows: number, kinds: Readonly<Record<string, LoggedValue>>, ts: LoggedValue): EventBlock {
  const names = Object.keys(kinds);
  const values = Object.values(kinds);
  const points = rows * names.length;
  return {
    from: first * 100, to: (first + rows) * 100, lines: rows, events: rows, gluedLines: 0, rows, points,
    ts: Float64Array.from({ length: rows }, (_, row) => ts(first + row)),
    step: Float64Array.from({ length: rows }, (_, row) => first + row),
    stage: new Int32Array(rows),
    offset: Float64Array.from({ length: rows }, (_, row) => (first + row) * 100),
    row: Uint32Array.from({ length: points }, (_, point) => Math.floor(point / names.length)),
    name: Uint32Array.from({ length: points }, (_, point) => point % names.length),
    value: Float64Array.from({ length: points }, (_, point) => values[point % names.length]?.(first + Math.floor(point / names.length)) ?? Number.NaN),
    kind: Uint8Array.from({ length: points }, (_, point) => kindOf(names[point % names.length])),
    names, stages: ['train'], texts: [], others: [], rejects: [],
  };
}

function kindOf(name: string | undefined): ValueKind {
  if (name === 'boolean') return ValueKind.bool;
  return name === 'integer' ? ValueKind.int : ValueKind.float;
}
