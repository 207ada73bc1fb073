import type { SmoothedQuery, SmoothedSeries } from '../../api/derived-metrics.js';
import { RunkeepError } from '../../api/errors.js';
import type { BlockReader } from '../block-reader.js';
import { gridOf, type Grid } from '../bucket-width.js';
import { Buckets } from '../buckets.js';
import type { Selected } from '../select-series.js';
import { fullSeries, pointsOf, type Line } from './full-series.js';
import { leastWidth, rangeOver } from './range.js';
import { checkSmoothing, smooth } from './smooth.js';

/** Nine float64 columns of so many buckets are the 64 MiB of LIM-17. */
const mostBuckets = Math.floor((64 * 1024 * 1024) / 72);

/** Smooths the selected series of an experiment over all their points, then folds what lies in the range into buckets. */
export function smoothedOf(query: SmoothedQuery, selected: readonly Selected[], reader: BlockReader, origin: number): SmoothedSeries[] {
  checkSmoothing(query.smoothing);
  const grid = gridFor(query, selected, origin);
  if (grid === undefined) return [];
  return selected.flatMap((one) => ofStream(one, reader, { query, origin, ...grid }));
}

interface Fold {
  readonly grid: Grid;
  readonly low: number;
  readonly high: number;
}

function gridFor({ axis, width, from, to }: SmoothedQuery, selected: readonly Selected[], origin: number): Fold | undefined {
  const shift = axis === 'relative' ? origin : 0;
  const spans = selected.flatMap(({ view, ordinals }) => ordinals.flatMap((ordinal) => {
    const sums = view.list.series[ordinal]?.sums;
    return sums === undefined ? [] : [axis === 'step' ? sums.steps : sums.times];
  }));
  const range = rangeOver(spans.map(({ low, high }) => ({ low: low - shift, high: high - shift })), from, to);
  if (range === undefined) return undefined;
  const grid = gridOf(range.low, range.high, Math.max(2, width), leastWidth[axis]);
  if (spans.length * grid.buckets > mostBuckets) throw new RunkeepError('invalid', 'narrow-the-range', `${spans.length} series of ${grid.buckets} buckets are more than one answer holds`, 'ask for fewer metrics, or a smaller width');
  return { grid, ...range };
}

function ofStream({ view, ordinals }: Selected, reader: BlockReader, { query, origin, ...fold }: Fold & { readonly query: SmoothedQuery; readonly origin: number }): SmoothedSeries[] {
  const answers: SmoothedSeries[] = [];
  for (const [ordinal, line] of fullSeries(view, ordinals, reader, { axis: query.axis, origin })) {
    const series = view.list.series[ordinal];
    if (series === undefined) continue;
    const damaged = reader.damagedChunks(view, ordinal);
    const columns = folded({ x: line.x, y: smooth(line.x, line.y, query.smoothing) }, fold);
    answers.push({ file: view.counts.file, ...view.list.title(series), points: pointsOf(view, ordinal), ...columns, ...(damaged > 0 && { damagedChunks: damaged }) });
  }
  return answers;
}

/** The points in order of x, in the buckets of an overview. */
export function folded({ x, y }: Line, { grid, low, high }: Fold): Omit<SmoothedSeries, 'file' | 'name' | 'stage' | 'points'> {
  const buckets = new Buckets(grid);
  const lastX = new Float64Array(grid.buckets).fill(NaN);
  for (let i = 0; i < x.length; i++) {
    const at = x[i] ?? NaN;
    if (at < low || at > high) continue;
    const value = y[i] ?? NaN;
    buckets.add(at, value);
    if (Number.isFinite(value)) lastX[Math.floor(at / grid.width) - grid.first] = at;
  }
  const all = buckets.columns();
  return {
    x: all.x, bucketWidth: all.bucketWidth, count: all.count, first: all.first, last: all.last,
    lastX: all.x.map((border) => lastX[Math.floor(border / grid.width) - grid.first] ?? NaN),
    min: all.min, max: all.max, minX: all.minX, maxX: all.maxX,
  };
}
