import type { AggregateQuery, AggregateSeries } from '../../api/derived-metrics.js';
import { RunkeepError } from '../../api/errors.js';
import { gridOf, type Grid } from '../bucket-width.js';
import type { Span } from '../series-sums.js';
import { leastWidth } from '../summary.js';
import { stepsOf, sweep } from './aligned.js';
import type { Line } from './full-series.js';
import { GroupBuckets } from './group-buckets.js';
import { rangeOver } from '../range.js';
import type { MetricLines } from './run-lines.js';
import { statisticsOf, type Statistics } from './statistics.js';

/** Most values that are looked at: steps times runs, summed over groups and metrics; about 10 ns each. */
const mostCells = 2 ** 28;
/** Thirteen float64 columns of so many buckets are the 64 MiB of LIM-17. */
const mostBuckets = Math.floor((64 * 1024 * 1024) / 104);

/** One metric and stage of one group. */
interface Asked {
  readonly label: string;
  readonly metric: MetricLines;
  readonly lines: readonly Line[];
  readonly steps: Float64Array;
}

/** Statistics of each group of runs for each metric and stage that any of them has, over their whole lines (VIEW-35). */
export function aggregatedOf(query: AggregateQuery, metrics: readonly MetricLines[]): AggregateSeries[] {
  const asked = query.groups.flatMap((group) => metrics.flatMap((metric) => askedOf(group, metric)));
  const range = rangeOver(asked.map(({ steps }) => ({ low: steps[0] ?? Infinity, high: steps.at(-1) ?? -Infinity })), query);
  if (range === undefined) return [];
  const grid = gridOf(range.low, range.high, Math.max(2, query.width), leastWidth.step);
  checkSize(asked, grid);
  return asked.map((one) => aggregate(one, query, grid, range));
}

function askedOf({ label, experimentIds }: AggregateQuery['groups'][number], metric: MetricLines): Asked[] {
  const lines = [...new Set(experimentIds)].flatMap((id) => metric.lines.get(id) ?? []);
  return lines.length === 0 ? [] : [{ label, metric, lines, steps: stepsOf(lines) }];
}

function checkSize(asked: readonly Asked[], grid: Grid): void {
  const cells = asked.reduce((sum, { steps, lines }) => sum + steps.length * lines.length, 0);
  if (cells > mostCells) throw new RunkeepError('invalid', 'too-many-steps', `${cells} values of runs at steps are more than the ${mostCells} that are looked at`, 'ask for fewer runs or metrics at once');
  if (asked.length * grid.buckets > mostBuckets) throw new RunkeepError('invalid', 'narrow-the-range', `${asked.length} series of ${grid.buckets} buckets are more than one answer holds`, 'ask for fewer metrics or groups, or a smaller width');
}

function aggregate({ label, metric, lines, steps }: Asked, { interpolate }: AggregateQuery, grid: Grid, { low, high }: Span): AggregateSeries {
  const buckets = new GroupBuckets(grid);
  const statistics: Statistics = { n: 0, mean: NaN, median: NaN, std: NaN, stderr: NaN, min: NaN, max: NaN };
  sweep(steps, lines, interpolate, (step, values, count) => {
    if (count === 0 || step < low || step > high) return;
    statisticsOf(values, count, statistics);
    buckets.add(step, statistics);
  });
  const { name, stage, damagedChunks } = metric;
  return { label, name, stage, runs: lines.length, steps: steps.length, ...buckets.columns(), ...(damagedChunks > 0 && { damagedChunks }) };
}
