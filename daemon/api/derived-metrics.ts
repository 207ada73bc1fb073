import type { Axis, SeriesQuery } from './metrics.js';
import { Token } from './token.js';

/**
 * How a line is smoothed, over all its points in the order of x; what each parameter means:
 * `ema` weight of the past, 0 <= w < 1 · `time-ema` half-life in x, > 0 · `mean` points of the window, >= 1 ·
 * `gaussian` standard deviation in points, > 0 and <= 500.
 */
export type Smoothing = { readonly kind: 'ema' | 'time-ema' | 'mean' | 'gaussian'; readonly parameter: number };

/** A smoothed series folded into buckets as an overview is; the columns are over smoothed values, `last` stands at `lastX`. */
export interface SmoothedSeries {
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  /** Points that the whole series has. */
  readonly points: number;
  readonly x: Float64Array;
  readonly bucketWidth: number;
  readonly count: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly lastX: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly minX: Float64Array;
  readonly maxX: Float64Array;
  /** Chunks left out because their checksum is wrong (ENG-06); absent when none. */
  readonly damagedChunks?: number;
}

export interface SmoothedQuery extends SeriesQuery {
  readonly axis: Axis;
  readonly width: number;
  readonly from?: number;
  readonly to?: number;
  readonly smoothing: Smoothing;
}

/** What a run says at a step that it did not log, between its first and last one: nothing, a straight line between its neighbours, or its last value. */
export type Interpolation = 'none' | 'linear' | 'last';

export interface AggregateQuery {
  readonly groups: readonly { readonly label: string; readonly experimentIds: readonly string[] }[];
  readonly names: readonly string[];
  /** All stages when absent; each stage is a line of its own. */
  readonly stages?: readonly (string | null)[];
  readonly width: number;
  readonly from?: number;
  readonly to?: number;
  readonly interpolate: Interpolation;
}

/**
 * One metric of a group of runs, a row for each bucket that holds a step with a finite value. `n` to `max` are those of the runs at
 * `lastX`, the last such step of the bucket; the envelope is over all steps of the bucket. Standard deviation of the sample (n - 1).
 */
export interface AggregateSeries {
  readonly label: string;
  readonly name: string;
  readonly stage: string | null;
  /** Runs of the group that have the metric. */
  readonly runs: number;
  /** Steps at which any of them has a point. */
  readonly steps: number;
  readonly bucketWidth: number;
  readonly x: Float64Array;
  readonly lastX: Float64Array;
  readonly n: Float64Array;
  readonly mean: Float64Array;
  readonly median: Float64Array;
  /** NaN where n < 2. */
  readonly std: Float64Array;
  readonly stderr: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly lowestMin: Float64Array;
  readonly highestMax: Float64Array;
  readonly lowestMean: Float64Array;
  readonly highestMean: Float64Array;
  /** Chunks left out because their checksum is wrong (ENG-06); absent when none. */
  readonly damagedChunks?: number;
}

export type ExportFormat = 'csv' | 'jsonl' | 'arrow' | 'parquet';

export interface ExportQuery {
  /** Given one after the other; unknown ones give nothing. */
  readonly experimentIds: readonly string[];
  readonly names?: readonly string[];
  readonly stages?: readonly (string | null)[];
  /** Metrics events of each file, `to` not among them; all when absent. */
  readonly rows?: { readonly from: number; readonly to: number };
  /** One event file only. */
  readonly file?: string;
  readonly format: ExportFormat;
}

/** A column of an Arrow table: numbers, or texts as numbers of `words`, -1 = null. */
export type TableColumn = { readonly name: string } & ({ readonly values: Float64Array } | { readonly words: readonly string[]; readonly index: Int32Array });

/** What is computed from all points of series, in threads of its own (ENG-09). Sees what is written and what is held unsealed. */
export interface DerivedMetrics {
  /** Smoothed lines in at most `width` buckets; the value at an x is the same at every range and width. */
  smoothed(query: SmoothedQuery, signal: AbortSignal): Promise<SmoothedSeries[]>;
  /** Statistics over runs at every step where any run of a group has a point. */
  aggregate(query: AggregateQuery, signal: AbortSignal): Promise<AggregateSeries[]>;
  /** All points as they stand at the beginning, as the bytes of one file; reads on only as fast as parts are taken. */
  exported(query: ExportQuery, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Columns of one length as an Arrow IPC stream. */
  arrowTable(columns: readonly TableColumn[], signal: AbortSignal): Promise<Uint8Array>;
}
export const DerivedMetrics = new Token<DerivedMetrics>('DerivedMetrics');
