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

/** Folds summaries and points of the selected series into buckets of one width, reading as little as that width allows. */
export function overviewOf(query: OverviewQuery, selected: readonly Selected[], sources: OverviewSources): SeriesOverview[] {
  const origin = query.axis === 'relative' ? originOf(sources.sql, selected) : 0;
  const axis = query.axis === 'step' ? 'step' : 'time';
  const range = rangeOver([spanOf(axis, selected)], query, origin);
  if (range === undefined) return [];
  const grid = gridOf(range.low, range.high, query.width, leastWidth[axis]);
  const series = selected.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  if (series * grid.buckets > mostBuckets) throw tooMuch(series, grid.buckets);
  const check = checkOf(query.signal);
  return selected.flatMap((one) => streamOverview(one, { ...sources, check }, { axis, grid, origin }));
}

interface Aim {
  readonly axis: UnitAxis;
  readonly grid: Grid;
  readonly origin: number;
}

/** Range of x over all points of the selected series. */
function spanOf(axis: UnitAxis, selected: readonly Selected[]): Span {
  let low = Infinity;
  let high = -Infinity;
  for (const { view, ordinals } of selected) {
    const fresh = rowPlaces(axis, view.fresh);
    for (const ordinal of ordinals) {
      const sums = view.list.series[ordinal]?.sums;
      const span = axis === 'step' ? sums?.steps : sums?.times;
      low = Math.min(low, span?.low ?? Infinity);
      high = Math.max(high, span?.high ?? -Infinity);
      for (const row of view.fresh.columns.get(ordinal)?.row ?? []) {
        const x = fresh[row] ?? NaN;
        if (x < low && x > -Infinity) low = x;
        if (x > high && x < Infinity) high = x;
      }
    }
  }
  return { low, high };
}

function streamOverview({ view, ordinals }: Selected, sources: OverviewSources & { readonly check: () => void }, { axis, grid, origin }: Aim): SeriesOverview[] {
  const targets = ordinals.map((ordinal): FoldTarget => ({ ordinal, id: view.list.series[ordinal]?.id ?? notStored, buckets: new Buckets(grid) }));
  if (view.stored !== undefined) {
    const aim = { stream: view.stored.id, axis, grid };
    const fold = new UnitFold(sources.sql, aim, new ViewPoints(view, axis, sources));
    fold.fold(planUnits(sources.sql, aim), targets.filter(({ id }) => id !== notStored));
  }
  const fresh = rowPlaces(axis, view.fresh);
  return targets.flatMap(({ ordinal, buckets }) => {
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
  return new RunkeepError('invalid', 'narrow-the-range', `${series} series of ${buckets} buckets are more than one answer holds`, 'ask for fewer metrics, or a smaller width');
}
