import type { SmoothedQuery, SmoothedSeries } from '../../api/derived-metrics.js';
import { RunkeepError } from '../../api/errors.js';
import type { BlockReader } from '../block-reader.js';
import { gridOf, type Grid } from '../bucket-width.js';
import { Buckets } from '../buckets.js';
import type { Selected } from '../select-series.js';
import { leastWidth, type UnitAxis } from '../summary.js';
import { fullSeries, pointsOf, type Line } from './full-series.js';
import { rangeOver } from '../range.js';
import { checkSmoothing, smooth } from './smooth.js';

/** Nine float64 columns of so many buckets are the 64 MiB of LIM-17. */
const mostBuckets = Math.floor((64 * 1024 * 1024) / 72);

/** Smooths the selected series of an experiment over all their points, then folds what lies in the range into buckets. */
export function smoothedOf(query: SmoothedQuery, selected: readonly Selected[], reader: BlockReader, origin: number): SmoothedSeries[] {
  checkSmoothing(query.smoothing);
  const fold = foldFor(query, selected, origin);
  if (fold === undefined) return [];
  return selected.flatMap((one) => ofStream(one, reader, query.smoothing, fold));
}

interface Fold {
  readonly axis: UnitAxis;
  readonly grid: Grid;
  readonly origin: number;
}

/** The relative axis is the time axis less the origin: its buckets have the time axis's borders. */
function foldFor({ axis: asked, width, from, to }: SmoothedQuery, selected: readonly Selected[], origin: number): Fold | undefined {
  const axis = asked === 'step' ? 'step' : 'time';
  const spans = selected.flatMap(({ view, ordinals }) => ordinals.flatMap((ordinal) => {
    const sums = view.list.series[ordinal]?.sums;
    return sums === undefined ? [] : [axis === 'step' ? sums.steps : sums.times];
  }));
  const range = rangeOver(spans, { from, to }, origin);
  if (range === undefined) return undefined;
  const grid = gridOf(range.low, range.high, Math.max(2, width), leastWidth[axis]);
  if (spans.length * grid.buckets > mostBuckets) throw new RunkeepError('invalid', 'narrow-the-range', `${spans.length} series of ${grid.buckets} buckets are more than one answer holds`, 'ask for fewer metrics, or a smaller width');
  return { axis, grid, origin };
}

function ofStream({ view, ordinals }: Selected, reader: BlockReader, smoothing: SmoothedQuery['smoothing'], fold: Fold): SmoothedSeries[] {
  const answers: SmoothedSeries[] = [];
  for (const [ordinal, line] of fullSeries(view, ordinals, reader, fold.axis)) {
    const series = view.list.series[ordinal];
    if (series === undefined) continue;
    const damaged = reader.damagedChunks(view, ordinal);
    const columns = folded({ x: line.x, y: smooth(line.x, line.y, smoothing) }, fold);
    answers.push({ file: view.counts.file, ...view.list.title(series), points: pointsOf(view, ordinal), ...columns, ...(damaged > 0 && { damagedChunks: damaged }) });
  }
  return answers;
}

/** The points in order of x, in the buckets of an overview. */
function folded({ x, y }: Line, { grid, origin }: Fold): Omit<SmoothedSeries, 'file' | 'name' | 'stage' | 'points'> {
  const buckets = new Buckets(grid);
  buckets.addPoints(0, x, { row: Uint32Array.from(x.keys()), value: y });
  const { index, count, first, last, lastRow, min, max, minX, maxX } = buckets.summary();
  const shifted = (places: Float64Array): Float64Array => places.map((place) => place - origin);
  return {
    x: index.map((each) => (grid.first + each) * grid.width - origin), bucketWidth: grid.width,
    count, first, last, lastX: shifted(lastRow.map((row, i) => (count[i] === 0 ? NaN : (x[row] ?? NaN)))), min, max, minX: shifted(minX), maxX: shifted(maxX),
  };
}
