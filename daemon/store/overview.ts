import type { Metrics, SeriesOverview } from '../api/metrics.js';
import type { Sql } from '../api/database.js';
import { RunkeepError } from '../api/errors.js';
import type { BlockPart } from './block-part.js';
import type { BlockRange, BlockReader } from './block-reader.js';
import { gridOf, type Grid } from './bucket-width.js';
import { Buckets } from './buckets.js';
import type { Selected } from './select-series.js';
import type { Span } from './series-sums.js';

export type OverviewQuery = Parameters<Metrics['overview']>[0];

/** Least width of a bucket: one step, or the grain of a clock in float64 seconds of this century. */
const least = { step: 1, relative: 2 ** -22, time: 2 ** -22 };
/** Nine float64 columns of so many buckets are the 64 MiB of LIM-17. */
const mostBuckets = Math.floor((64 * 1024 * 1024) / 72);

/** Folds the points of the selected series into buckets of one width; reads one block at a time. */
export function overviewOf(query: OverviewQuery, selected: readonly Selected[], reader: BlockReader, origin: number): SeriesOverview[] {
  const range = rangeOf(query, selected, origin);
  if (range === undefined) return [];
  const grid = gridOf(range.low, range.high, query.width, least[query.axis]);
  const series = selected.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  if (series * grid.buckets > mostBuckets) throw tooMuch(series, grid.buckets);
  return selected.flatMap((one) => streamOverview(one, reader, { ...query, ...range, origin }, grid));
}

/** Smallest finite timestamp of an experiment's rows: 0 on the relative axis. */
export function originOf(sql: Sql, selected: readonly Selected[]): number {
  let origin = Infinity;
  for (const { view } of selected) {
    const sealed = view.stored === undefined ? undefined : sql.get<{ low: number | null }>('select min(ts_low) as low from metric_blocks where stream_id = ?', view.stored.id);
    origin = Math.min(origin, sealed?.low ?? Infinity);
    for (const ts of view.fresh.ts) if (Number.isFinite(ts)) origin = Math.min(origin, ts);
  }
  return origin;
}

interface Asked {
  readonly axis: OverviewQuery['axis'];
  readonly low: number;
  readonly high: number;
  readonly origin: number;
}

function rangeOf(query: OverviewQuery, selected: readonly Selected[], origin: number): Span | undefined {
  const { from, to } = query;
  for (const end of [from, to]) if (end !== undefined && !Number.isFinite(end)) throw badRange(from, to);
  if (from !== undefined && to !== undefined && from > to) throw badRange(from, to);
  const data = spanOf(query.axis, selected);
  if (data.low > data.high) return undefined;
  const shift = query.axis === 'relative' ? origin : 0;
  const range = { low: from ?? data.low - shift, high: to ?? data.high - shift };
  return range.low <= range.high ? range : undefined;
}

/** Range of x over all points of the selected series. */
function spanOf(axis: OverviewQuery['axis'], selected: readonly Selected[]): Span {
  let low = Infinity;
  let high = -Infinity;
  for (const { view, ordinals } of selected) {
    for (const ordinal of ordinals) {
      const sums = view.list.series[ordinal]?.sums;
      const span = axis === 'step' ? sums?.steps : sums?.times;
      low = Math.min(low, span?.low ?? Infinity);
      high = Math.max(high, span?.high ?? -Infinity);
    }
  }
  return { low, high };
}

function badRange(from: number | undefined, to: number | undefined): RunkeepError {
  return new RunkeepError('invalid', 'bad-range', `the range from ${from ?? 'the beginning'} to ${to ?? 'the end'} holds nothing`, 'give finite numbers, the smaller one as "from"');
}

function streamOverview({ view, ordinals }: Selected, reader: BlockReader, asked: Asked, grid: Grid): SeriesOverview[] {
  const buckets = new Map(ordinals.map((ordinal) => [ordinal, new Buckets(grid)]));
  for (const part of reader.parts(view, ordinals, blocksOf(asked))) fold(part, buckets, asked);
  return [...buckets].flatMap(([ordinal, each]) => {
    const series = view.list.series[ordinal];
    const damaged = reader.damagedChunks(view, ordinal);
    if (series === undefined) return [];
    return [{ file: view.counts.file, ...view.list.title(series), ...each.columns(), ...(damaged > 0 && { damagedChunks: damaged }) }];
  });
}

/** Blocks that may hold points of the range; a second more on both sides, since x of the relative axis is rounded. */
function blocksOf({ axis, low, high, origin }: Asked): BlockRange {
  return axis === 'relative' ? { on: axis, from: low + origin - 1, to: high + origin + 1 } : { on: axis, from: low, to: high };
}

function fold(part: BlockPart, buckets: ReadonlyMap<number, Buckets>, asked: Asked): void {
  const x = xOf(part, asked);
  for (const [ordinal, column] of part.columns) {
    const target = buckets.get(ordinal);
    if (target === undefined) continue;
    for (let i = 0; i < column.row.length; i++) {
      const at = x[column.row[i] ?? 0] ?? NaN;
      if (at >= asked.low && at <= asked.high) target.add(at, column.value[i] ?? NaN);
    }
  }
}

function xOf(part: BlockPart, { axis, origin }: Asked): Float64Array {
  if (axis === 'step') return part.step.map((step, i) => (Number.isNaN(step) ? part.firstRow + i : step));
  return axis === 'time' ? part.ts : part.ts.map((ts) => ts - origin);
}

function tooMuch(series: number, buckets: number): RunkeepError {
  return new RunkeepError('invalid', 'narrow-the-range', `${series} series of ${buckets} buckets are more than one answer holds`, 'ask for fewer metrics, or a smaller width');
}
