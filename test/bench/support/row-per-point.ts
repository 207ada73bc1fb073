import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import BetterSqlite from 'better-sqlite3';

interface MetricEvent {
  readonly ts: number;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Rows of one transaction. */
const batchRows = 10_000;

/**
 * The seed's schema, with its key and its way to write: a row per point, by one prepared statement. Every row given must have a time of its own, or
 * the key makes one of two. Opened anew in `folder`, and removed by `close`.
 */
class RowTable {
  readonly #path: string;
  readonly #database: BetterSqlite.Database;
  readonly #insert: BetterSqlite.Statement;
  #rows = 0;

  constructor(folder: string) {
    this.#path = join(folder, 'rows.db');
    this.#database = new BetterSqlite(this.#path);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.exec('CREATE TABLE metrics (experiment_id TEXT, timestamp REAL, metric_name TEXT, metric_value REAL, step INTEGER, stage TEXT, PRIMARY KEY (experiment_id, timestamp, metric_name))');
    this.#insert = this.#database.prepare('INSERT OR REPLACE INTO metrics VALUES (?, ?, ?, ?, ?, ?)');
  }

  add(ts: number, name: string, value: number, step: number, stage: string): void {
    if (this.#rows % batchRows === 0) this.#database.exec(this.#rows === 0 ? 'BEGIN' : 'COMMIT; BEGIN');
    this.#rows++;
    this.#insert.run('20260921_141301_aa0001', ts, name, value, step, stage);
  }

  /** Commits; then the file is removed. */
  close(): void {
    if (this.#rows > 0) this.#database.exec('COMMIT');
    this.#database.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#path + suffix, { force: true });
  }
}

/** Points a second of the obvious reader: readline, JSON.parse, a row per point. */
export async function readRows(folder: string, file: string, points: number): Promise<number> {
  const table = new RowTable(folder);
  const started = performance.now();
  let read = 0;
  const lines = createInterface({ input: createReadStream(file) });
  for await (const line of lines) {
    const { ts, data } = JSON.parse(line) as MetricEvent;
    for (const name of ['loss', 'accuracy']) table.add(ts, name, Number(data[name]), Number(data['global_step']), String(data['stage']));
    read += 2;
    if (read >= points) break;
  }
  table.close();
  return read / ((performance.now() - started) / 1000);
}

/** Points a second of the table alone: the same rows from arrays that are ready. */
export function insertRows(folder: string, points: number): number {
  const values = Float64Array.from({ length: points }, (_, i) => Math.fround(1 / (i + 1)));
  const table = new RowTable(folder);
  const started = performance.now();
  for (let i = 0; i < points; i++) table.add(1_790_000_000 + (i >> 1) / 8, i % 2 === 0 ? 'loss' : 'accuracy', values[i] ?? 0, i >> 1, 'train');
  table.close();
  return points / ((performance.now() - started) / 1000);
}
