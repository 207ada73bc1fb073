import type { DamagedChunk, OverviewQuery, SeriesOverview } from '../api/metrics.js';
import type { Sql } from '../api/database.js';
import { RunkeepError } from '../api/errors.js';
import type { BlockReader } from './block-reader.js';
import { gridOf, type Grid } from './bucket-width.js';
import { Buckets } from './buckets.js';
import { originOf } from './origin.js';
import { rangeOver } from './range.js';
import type { Selected } from './select-series.js';
import type { Span } from './series-sums.js';
import { leastWidth, rowPlaces, type Summary, type UnitAxis } from './summary.js';
import type { SummaryCache } from './summary-cache.js';
import { notStored } from './stream-view.js';
import { UnitFold, type FoldTarget } from './unit-fold.js';
import { planUnits } from './unit-plan.js';
import { ViewPoints } from './view-points.js';

/** What an overview reads from, and whom it tells of damaged summaries. */
export interface OverviewSources {
  readonly sql: Sql;
  readonly reader: BlockReader;
  readonly cache: SummaryCache;
  readonly tell: (damage: DamagedChunk) => void;
}

/** Seventeen float64 columns of so many buckets are 64 MiB (LIM-17). */
const mostBuckets = Math.floor((64 * 1024 * 1024) / 136);
const longestMs = 5000;

/** Folds summaries and points of the selected series into buckets, each series into those that fit what it has of the range, reading as little as their width allows. */
export function overviewOf(query: OverviewQuery, selected: readonly Selected[], sources: OverviewSources): SeriesOverview[] {
  const origin = query.axis === 'relative' ? originOf(sources.sql, selected) : 0;
  const axis = query.axis === 'step' ? 'step' : 'time';
  const spans = selected.map((one) => spansOf(axis, one));
  const range = rangeOver(spans.flat(), query, origin);
  if (range === undefined) return [];
  const grids = spans.map((ofStream) => ofStream.map((span) => gridIn(range, span, query.width, leastWidth[axis])));
  const buckets = grids.flat().reduce((sum, grid) => sum + grid.buckets, 0);
  if (buckets > mostBuckets) throw tooMuch(grids.flat().length, buckets);
  const check = checkOf(query.signal);
  return selected.flatMap((one, nth) => streamOverview(one, { ...sources, check }, { axis, grids: grids[nth] ?? [], origin }));
}

interface Aim {
  readonly axis: UnitAxis;
  /** Of each selected series. */
  readonly grids: readonly Grid[];
  readonly origin: number;
}

interface GridTarget extends FoldTarget {
  readonly grid: Grid;
}

/** Buckets for what a series has of the range; for the whole range where it has nothing of it. */
function gridIn(range: Span, span: Span, width: number, least: number): Grid {
  const [low, high] = [Math.max(range.low, span.low), Math.min(range.high, span.high)];
  return low <= high ? gridOf(low, high, width, least) : gridOf(range.low, range.high, width, least);
}

/** Range of x over all points of each selected series; low > high where it has none. */
function spansOf(axis: UnitAxis, { view, ordinals }: Selected): Span[] {
  const fresh = rowPlaces(axis, view.fresh);
  return ordinals.map((ordinal) => {
    const sums = view.list.series[ordinal]?.sums;
    let { low, high } = (axis === 'step' ? sums?.steps : sums?.times) ?? { low: Infinity, high: -Infinity };
    for (const row of view.fresh.columns.get(ordinal)?.row ?? []) {
      const x = fresh[row] ?? NaN;
      if (x < low && x > -Infinity) low = x;
      if (x > high && x < Infinity) high = x;
    }
    return { low, high };
  });
}

/** One grid over all of a width: units are planned once for the series that share one, and each folds them into its own buckets. */
function joinedGrid(width: number, grids: readonly Grid[]): Grid {
  const first = grids.reduce((least, grid) => Math.min(least, grid.first), Infinity);
  const end = grids.reduce((most, grid) => Math.max(most, grid.first + grid.buckets), -Infinity);
  return { width, first, buckets: end - first };
}

function streamOverview({ view, ordinals }: Selected, sources: OverviewSources & { readonly check: () => void }, { axis, grids, origin }: Aim): SeriesOverview[] {
  const targets = ordinals.flatMap((ordinal, i): GridTarget[] => {
    const grid = grids[i];
    return grid === undefined ? [] : [{ ordinal, id: view.list.series[ordinal]?.id ?? notStored, grid, buckets: new Buckets(grid) }];
  });
  if (view.stored !== undefined) {
    const points = new ViewPoints(view, axis, sources);
    for (const width of new Set(targets.map(({ grid }) => grid.width))) {
      const some = targets.filter(({ id, grid }) => id !== notStored && grid.width === width);
      const aim = { stream: view.stored.id, axis, grid: joinedGrid(width, some.map(({ grid }) => grid)) };
      new UnitFold(sources.sql, aim, points).fold(planUnits(sources.sql, aim), some);
    }
  }
  const fresh = rowPlaces(axis, view.fresh);
  return targets.flatMap(({ ordinal, grid, buckets }) => {
    const series = view.list.series[ordinal];
    const held = view.fresh.columns.get(ordinal);
    if (held !== undefined) buckets.addPoints(view.fresh.firstRow, fresh, held);
    const damaged = sources.reader.damagedChunks(view, ordinal);
    if (series === undefined) return [];
    return [{ file: view.counts.file, ...view.list.title(series), ...columnsOf(buckets.summary(), grid, origin), ...(damaged > 0 && { damagedChunks: damaged }) }];
  });
}

function columnsOf({ index, count, nan, posInf, negInf, first, last, min, max, minX, maxX, sum }: Summary, grid: Grid, origin: number): Omit<SeriesOverview, 'file' | 'name' | 'stage' | 'damagedChunks'> {
  return {
    x: index.map((each) => (grid.first + each) * grid.width - origin), bucketWidth: grid.width,
    count, nan, posInf, negInf, first, last, min, max, minX: minX.map((x) => x - origin), maxX: maxX.map((x) => x - origin), sum,
  };
}

/** Throws when nobody waits for the answer any more, or it takes too long. */
function checkOf(signal: AbortSignal | undefined): () => void {
  const end = performance.now() + longestMs;
  return () => {
    signal?.throwIfAborted();
    if (performance.now() > end) throw new RunkeepError('busy', 'deadline', `the overview was not ready within ${longestMs / 1000} s`, 'ask for fewer metrics, or a smaller range');
  };
}

function tooMuch(series: number, buckets: number): RunkeepError {
  return new RunkeepError('invalid', 'narrow-the-range', `${series} series of ${buckets} buckets in all are more than one answer holds`, 'ask for fewer metrics, or a smaller width');
}
