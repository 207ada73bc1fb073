import type { Sql } from '../../../daemon/api/database.js';
import type { OpenSeries, SeriesTotals } from '../../../daemon/api/metric-writer.js';
import { fromSql, indexKey, toSql } from '../sql-text.js';
import { fullName } from './full-name.js';
import { mergedTotals, type TotalsRow } from './merged-totals.js';
import { upsert, upsertAll, type SqlRow } from './upsert.js';

/** Which series a row is the sum of; nulls where it sums up several. */
interface Sole {
  readonly file: string | null;
  readonly stage: string | null;
}

/** A metric, and where its rows are. */
export interface MetricName {
  readonly key: string;
  readonly name: string;
}

type StoredRow = SqlRow & { readonly key: string };

/** From so many series on, changed or in all, only the rows of those that changed are read. */
const manySeries = 1000;
const totalColumns = 'name, points, last, last_step, last_ts, min, min_step, max, max_step';

/**
 * The totals of each metric of a run. Most metrics are one series, and its totals are the metric's: only where a second
 * stage or file comes are series kept each for itself too, which halves the rows to write.
 */
export class MetricRows {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Takes the absolute totals of series; what did not change is not written, since each value moves entries of three indexes. */
  put(experimentId: string, totals: readonly SeriesTotals[]): void {
    const before = (totals.length < manySeries ? this.#before(experimentId) : undefined) ?? this.#beforeOf(experimentId, totals);
    const alone = new Map<string, SqlRow>();
    const joined: { readonly key: string; readonly row: TotalsRow & Sole }[] = [];
    for (const total of totals) {
      const key = indexKey(total.name);
      const row = { file: total.file, stage: total.stage === null ? '' : `=${toSql(total.stage)}`, ...totalsRow(total, key) };
      const known = alone.get(key) ?? before.get(key);
      if (known !== undefined && (known['file'] !== row.file || known['stage'] !== row.stage)) joined.push({ key, row });
      else if (known === undefined || isOther(row, known)) alone.set(key, { experiment_id: experimentId, key, ...row });
    }
    upsertAll(this.#sql, 'experiments_metrics', ['experiment_id', 'key'], [...alone.values()]);
    for (const { key, row } of joined) this.#join(experimentId, key, row);
  }

  /** All rows of the run; undefined when they are many. */
  #before(experimentId: string): Map<string, StoredRow> | undefined {
    const rows = this.#sql.all<StoredRow>(`select key, file, stage, ${totalColumns} from experiments_metrics where experiment_id = ? limit ${manySeries}`, experimentId);
    return rows.length < manySeries ? new Map(rows.map((row) => [row.key, row])) : undefined;
  }

  /** The rows of these series alone: a run of 100,000 is told in slices. */
  #beforeOf(experimentId: string, totals: readonly SeriesTotals[]): Map<string, StoredRow> {
    const keys = JSON.stringify(totals.map(({ name }) => indexKey(name)));
    const rows = this.#sql.all<StoredRow>(`select key, file, stage, ${totalColumns} from experiments_metrics where experiment_id = ? and key in (select value from json_each(?))`, experimentId, keys);
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** A metric that is several series, from now on at the latest. */
  #join(experimentId: string, key: string, row: TotalsRow & Sole): void {
    const before = this.#sql.get<TotalsRow & Sole>(`select file, stage, ${totalColumns} from experiments_metrics where experiment_id = ? and key = ?`, experimentId, key);
    if (before !== undefined && before.file !== null && before.stage !== null) this.#putSeries(experimentId, key, before);
    this.#putSeries(experimentId, key, row);
    this.#merge(experimentId, key);
  }

  /** The metrics that have rows, some at a time, and which of them have another number of points than the run's series. Their rows may be written anew meanwhile. */
  *compared(experimentId: string, series: OpenSeries): Generator<{ readonly names: readonly string[]; readonly wrong: readonly MetricName[] }> {
    let page: readonly { readonly key: string; readonly name: string; readonly points: number }[];
    let last: string | undefined;
    do {
      page = this.#sql.all(`select key, coalesce(name, key) as name, points from experiments_metrics where experiment_id = ? and key ${last === undefined ? '>=' : '>'} ? order by key limit ${manySeries}`, experimentId, last ?? '');
      const metrics = page.map(({ name, ...row }) => ({ ...row, name: fromSql(name) }));
      yield { names: metrics.map(({ name }) => name), wrong: metrics.filter(({ name, points }) => series.points(name) !== points) };
      last = page.at(-1)?.key;
    } while (page.length === manySeries);
  }

  /** Forgets a metric with all its series. */
  drop(experimentId: string, key: string): void {
    for (const table of ['experiments_metrics', 'experiments_series']) this.#sql.run(`delete from ${table} where experiment_id = ? and key = ?`, experimentId, key);
  }

  /** Forgets the series of a file. */
  forget(experimentId: string, file: string): void {
    this.#sql.run("delete from experiments_metrics where experiment_id = ? and file in (?, '')", experimentId, file);
    const keys = this.#sql.all<{ key: string }>("select distinct key from experiments_series where experiment_id = ? and file in (?, '')", experimentId, file);
    this.#sql.run("delete from experiments_series where experiment_id = ? and file in (?, '')", experimentId, file);
    for (const { key } of keys) this.#merge(experimentId, key);
  }

  #putSeries(experimentId: string, key: string, row: TotalsRow & Sole): void {
    upsert(this.#sql, 'experiments_series', ['experiment_id', 'key', 'stage', 'file'], { experiment_id: experimentId, key, ...row });
  }

  #merge(experimentId: string, key: string): void {
    const rows = this.#sql.all<TotalsRow>(`select ${totalColumns} from experiments_series where experiment_id = ? and key = ?`, experimentId, key);
    const merged = mergedTotals(rows);
    if (merged) upsert(this.#sql, 'experiments_metrics', ['experiment_id', 'key'], { experiment_id: experimentId, key, file: null, stage: null, ...merged });
    else this.#sql.run('delete from experiments_metrics where experiment_id = ? and key = ?', experimentId, key);
  }
}

function totalsRow(total: SeriesTotals, key: string): TotalsRow {
  const { points, lastStep, lastTs, min, minStep, max, maxStep } = total;
  const last = Number.isNaN(total.last) ? null : total.last;
  return { name: fullName(total.name, key), points, last, last_step: lastStep, last_ts: lastTs, min, min_step: minStep, max, max_step: maxStep };
}

function isOther(row: SqlRow, before: SqlRow): boolean {
  return Object.entries(row).some(([column, value]) => before[column] !== value);
}
