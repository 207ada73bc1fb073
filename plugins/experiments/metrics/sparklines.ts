import type { Knex } from 'knex';
import type { Metrics, SeriesOverview } from '../../../daemon/api/metrics.js';
import { encodeColumns, narrowest, type Column, type Constant } from '../../../schemas/columns.js';
import { fromSql } from '../sql-text.js';

export interface SparklineParts {
  readonly reader: Knex;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

/** Experiments that are asked of the line at once. */
const atOnce = 16;

/** One line per experiment that has a metric: the last value of each bucket of its primary metric, or of its first one. */
export async function sparklineFrame({ reader, metrics, signal }: SparklineParts, { id: ids, width }: { id: readonly string[]; width: number }): Promise<Uint8Array> {
  const lines: { id: string; name: string }[] = [];
  const columns: (Column | Constant)[] = [];
  const shown = [...(await shownMetrics(reader, ids))];
  for (let at = 0; at < shown.length; at += atOnce) {
    signal.throwIfAborted();
    const part = shown.slice(at, at + atOnce);
    const overviews = await Promise.all(part.map(([id, name]) => metrics.overview({ experimentId: id, names: [name], axis: 'step', width, signal })));
    for (const [i, [id, name]] of part.entries()) {
      const fullest = longest(overviews[i] ?? []);
      if (!fullest) continue;
      lines.push({ id, name });
      columns.push(narrowest(fullest.last));
    }
  }
  return encodeColumns({ meta: { lines }, columns });
}

async function shownMetrics(reader: Knex, ids: readonly string[]): Promise<Map<string, string>> {
  const firsts = await reader('experiments_metrics').whereIn('experiment_id', ids).groupBy('experiment_id').select('experiment_id').min<{ experiment_id: string; key: string }[]>({ key: 'key' });
  const best = await reader('experiments').whereIn('id', ids).whereNotNull('best_metric_name').select<{ id: string; best_metric_name: string }[]>('id', 'best_metric_name');
  return new Map([...firsts.map(({ experiment_id: id, key }) => [id, fromSql(key)] as const), ...best.map(({ id, best_metric_name: name }) => [id, fromSql(name)] as const)]);
}

/** Of several stages or ranks the one with the most points. */
function longest(series: readonly SeriesOverview[]): SeriesOverview | undefined {
  const points = (one: SeriesOverview): number => one.count.reduce((sum, count) => sum + count, 0);
  return series.reduce<SeriesOverview | undefined>((best, one) => (best && points(best) >= points(one) ? best : one), undefined);
}
