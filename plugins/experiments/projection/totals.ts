import type { Sql } from '../../../daemon/api/database.js';
import type { OpenSeries, SeriesTotals } from '../../../daemon/api/metric-writer.js';
import type { WatchContext } from '../../../daemon/api/watch.js';
import { primaryOf, type Primary } from '../best-metric.js';
import { fromSql, indexKey, toSql } from '../sql-text.js';
import { MetricRows } from './metric-rows.js';
import { NameList } from './name-list.js';

interface StoredBest {
  /** Null when there is no such row: an aggregate answers one in any case. */
  readonly metric_count: number | null;
  readonly metrics: number;
  readonly points: number | null;
  readonly best_metric_name: string | null;
  readonly best_metric_mode: 'max' | 'min' | null;
  readonly claimed_metric: string | null;
  readonly claimed_mode: 'max' | 'min' | null;
}

/** Keeps the totals of a run's metrics, and from them its counts and its best value. */
export class TotalsProjection {
  readonly #context: WatchContext;
  readonly #sql: Sql;
  readonly #names: NameList;
  readonly #rows: MetricRows;

  constructor(context: WatchContext) {
    this.#context = context;
    this.#sql = context.sql;
    this.#names = new NameList(context.sql);
    this.#rows = new MetricRows(context.sql);
  }

  take(experimentId: string, totals: readonly SeriesTotals[], lastTs: number | null): void {
    this.#rows.put(experimentId, totals);
    this.#names.addAll('metric', totals.map(({ name }) => name));
    if (totals.length > 0) this.renew(experimentId, totals, lastTs);
    else if (lastTs !== null) this.#seen(experimentId, lastTs);
  }

  /** Metrics whose number of points is another than their rows say are written anew, and those without rows: their points were kept, and a crash came before they were told. */
  whole(experimentId: string, series: OpenSeries): void {
    const untold = new Set(series.names());
    let isOther = false;
    for (const { names, wrong } of this.#rows.compared(experimentId, series)) {
      for (const name of names) untold.delete(name);
      if (wrong.length === 0) continue;
      isOther = true;
      for (const { key } of wrong) this.#rows.drop(experimentId, key);
      this.#rows.put(experimentId, series.totals(wrong.map(({ name }) => name)));
    }
    if (untold.size > 0) this.take(experimentId, series.totals([...untold]), null);
    if (isOther) this.renew(experimentId, 'all');
  }

  /** All series of a file that was replaced go; the totals of the rest are added up anew. */
  forget(experimentId: string, file: string): void {
    this.#rows.forget(experimentId, file);
    this.renew(experimentId, 'all');
  }

  /** Counts and best value of the row, from its metrics' totals. The choice of the primary metric is made again among all, or among it and those that were taken when there are more than before. */
  renew(experimentId: string, choice: 'all' | readonly SeriesTotals[], lastTs: number | null = null): void {
    const row = this.#sql.get<StoredBest>(
      `select metric_count, best_metric_name, best_metric_mode, claimed_metric, claimed_mode, count(key) as metrics, sum(points) as points
       from experiments left join experiments_metrics on experiment_id = id where id = ?`,
      experimentId,
    );
    if (row?.metric_count == null) return;
    const isChosen = choice !== 'all' && row.metric_count === row.metrics;
    const primary = isChosen ? chosen(row) : this.#choose(row, choice === 'all' ? this.#namesOf(experimentId) : withChosen(row, choice));
    const best = primary && this.#best(experimentId, primary);
    const seen = lastTs === null ? null : this.#bounded(lastTs);
    // In one statement with the times: each writes the row and the indexes of what changed.
    this.#sql.run(
      `update experiments set metric_count = ?, point_count = ?, best_metric_name = ?, best_metric_mode = ?, best_metric_value = ?, best_metric_step = ?,
         last_ts = coalesce(max(coalesce(last_ts, 0), ?), last_ts), updated_at = coalesce(max(coalesce(updated_at, 0), ?), updated_at) where id = ?`,
      row.metrics, row.points ?? 0, primary ? toSql(primary.name) : null, primary?.mode ?? null, best?.value ?? null, best?.step ?? null, seen, seen, experimentId,
    );
  }

  #namesOf(experimentId: string): string[] {
    return this.#sql.all<{ name: string }>('select coalesce(name, key) as name from experiments_metrics where experiment_id = ?', experimentId).map(({ name }) => fromSql(name));
  }

  #choose(row: StoredBest, names: readonly string[]): Primary | null {
    return primaryOf(names, { name: row.claimed_metric === null ? null : fromSql(row.claimed_metric), mode: row.claimed_mode });
  }

  #best(experimentId: string, { name, mode }: Primary): { value: number | null; step: number | null } | undefined {
    const columns = mode === 'max' ? 'max as value, max_step as step' : 'min as value, min_step as step';
    return this.#sql.get(`select ${columns} from experiments_metrics where experiment_id = ? and key = ?`, experimentId, indexKey(name));
  }

  /** A clock of another machine that runs ahead does not make a run look alive for ever. */
  #bounded(lastTs: number): number {
    return Math.min(lastTs, this.#context.now());
  }

  #seen(experimentId: string, lastTs: number): void {
    const seen = this.#bounded(lastTs);
    this.#sql.run('update experiments set last_ts = max(coalesce(last_ts, 0), ?), updated_at = max(coalesce(updated_at, 0), ?) where id = ?', seen, seen, experimentId);
  }
}

function chosen(row: StoredBest): Primary | null {
  return row.best_metric_name === null ? null : { name: fromSql(row.best_metric_name), mode: row.best_metric_mode ?? 'max' };
}

/** The choice is the first of an order, so that of a run of 100,000 names only those that are new are looked at. */
function withChosen(row: StoredBest, totals: readonly SeriesTotals[]): string[] {
  const before = chosen(row);
  return [...(before === null ? [] : [before.name]), ...totals.map(({ name }) => name)];
}
