import type { AggregateSeries } from '../../api/derived-metrics.js';
import type { Grid } from '../bucket-width.js';
import type { Statistics } from './statistics.js';

export const groupColumns = ['lastX', 'n', 'mean', 'median', 'std', 'stderr', 'min', 'max', 'lowestMin', 'highestMax', 'lowestMean', 'highestMean'] as const;
type GroupColumn = (typeof groupColumns)[number];

/** Folds the statistics of steps into buckets: the last step of each, and the envelope over all of them. */
export class GroupBuckets {
  readonly #grid: Grid;
  readonly #columns: Record<GroupColumn, Float64Array>;

  constructor(grid: Grid) {
    const column = (): Float64Array => new Float64Array(grid.buckets).fill(NaN);
    this.#grid = grid;
    this.#columns = { lastX: column(), n: column(), mean: column(), median: column(), std: column(), stderr: column(), min: column(), max: column(), lowestMin: column(), highestMax: column(), lowestMean: column(), highestMean: column() };
  }

  /** Takes a step inside the grid, in ascending order, with one value at least. */
  add(x: number, of: Statistics): void {
    const columns = this.#columns;
    const i = Math.floor(x / this.#grid.width) - this.#grid.first;
    columns.lastX[i] = x;
    columns.n[i] = of.n;
    columns.mean[i] = of.mean;
    columns.median[i] = of.median;
    columns.std[i] = of.std;
    columns.stderr[i] = of.stderr;
    columns.min[i] = of.min;
    columns.max[i] = of.max;
    // Written so that the first value wins over NaN.
    if (!(of.min >= (columns.lowestMin[i] ?? NaN))) columns.lowestMin[i] = of.min;
    if (!(of.max <= (columns.highestMax[i] ?? NaN))) columns.highestMax[i] = of.max;
    if (!(of.mean >= (columns.lowestMean[i] ?? NaN))) columns.lowestMean[i] = of.mean;
    if (!(of.mean <= (columns.highestMean[i] ?? NaN))) columns.highestMean[i] = of.mean;
  }

  /** The buckets that hold anything. */
  columns(): Pick<AggregateSeries, 'x' | 'bucketWidth' | GroupColumn> {
    const { width, first } = this.#grid;
    const kept = [...this.#columns.n.keys()].filter((i) => !Number.isNaN(this.#columns.n[i] ?? NaN));
    const pick = (name: GroupColumn): Float64Array => Float64Array.from(kept, (i) => this.#columns[name][i] ?? NaN);
    return {
      x: Float64Array.from(kept, (i) => (first + i) * width), bucketWidth: width,
      lastX: pick('lastX'), n: pick('n'), mean: pick('mean'), median: pick('median'), std: pick('std'), stderr: pick('stderr'), min: pick('min'), max: pick('max'),
      lowestMin: pick('lowestMin'), highestMax: pick('highestMax'), lowestMean: pick('lowestMean'), highestMean: pick('highestMean'),
    };
  }
}
