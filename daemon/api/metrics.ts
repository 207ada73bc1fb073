import type { EventBlock, Reject, TextValue } from './event-block.js';
import { Token } from './token.js';

/** Counts of one event file, sealed and unsealed together. */
export interface StreamCounts {
  readonly file: string;
  readonly generation: number;
  /** Bytes taken in: the file's size less its pending tail. */
  readonly offset: number;
  readonly lines: number;
  readonly events: number;
  readonly metricEvents: number;
  readonly gluedLines: number;
  readonly rejects: number;
  /** Size of the file when last looked at; `size - offset` bytes are pending. */
  readonly size: number;
}

/** What the writer holds in memory of one stream: rows from `firstRow` on, as one block. */
export interface UnsealedStream {
  readonly counts: StreamCounts;
  /** Number of sealed blocks; readers take sealed blocks below this number from the database and the rest from here. */
  readonly sealedBlocks: number;
  /** Ordinal of the first unsealed row in its file. */
  readonly firstRow: number;
  readonly block: EventBlock;
}

/** Asks the line for what is not sealed yet; the line implements it, the store's reader uses it. */
export interface Unsealed {
  of(experimentId: string): Promise<readonly UnsealedStream[]>;
}
export const Unsealed = new Token<Unsealed>('Unsealed');

/** One series = (experiment, file, metric name, stage), with its sums. */
export interface SeriesInfo {
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  readonly points: number;
  readonly kinds: { readonly float: number; readonly int: number; readonly bool: number; readonly bigint: number; readonly nan: number; readonly posInf: number; readonly negInf: number };
  readonly noStep: number;
  /** Range of the steps. */
  readonly lowestStep: number | null;
  readonly highestStep: number | null;
  readonly first: number;
  readonly last: number;
  readonly lastStep: number | null;
  readonly lastTs: number;
  /** Over finite values, with the step of the first occurrence. */
  readonly min: number | null;
  readonly minStep: number | null;
  readonly max: number | null;
  readonly maxStep: number | null;
}

/** Points of one series in file order. All arrays have the length `value.length`. */
export interface SeriesPoints {
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  /** Ordinal of the metrics event in its file: the identity of the point (DISK-27). */
  readonly row: Float64Array;
  /** NaN = no step. */
  readonly step: Float64Array;
  readonly ts: Float64Array;
  readonly value: Float64Array;
  /** ValueKind of each. */
  readonly kind: Uint8Array;
  /** Chunks left out because their checksum is wrong (ENG-06); absent when none. */
  readonly damagedChunks?: number;
}

export type Axis = 'step' | 'relative' | 'time';

/**
 * What buckets tell of their points; arrays share one length. `count` is of finite values; NaN and the infinities are counted apart and
 * are in nothing else. Where `count` is 0 the columns from `first` on are NaN. First and last are by file order, and of equal extremes
 * the first counts. `sum` is within 1e-12 of the sum of the magnitudes.
 */
export interface BucketColumns {
  readonly count: Float64Array;
  readonly nan: Float64Array;
  readonly posInf: Float64Array;
  readonly negInf: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Exact x of the minimum and maximum (ENG-02). */
  readonly minX: Float64Array;
  readonly maxX: Float64Array;
  readonly sum: Float64Array;
}

/** One bucket per requested column that holds points. */
export interface SeriesOverview extends BucketColumns {
  readonly file: string;
  readonly name: string;
  readonly stage: string | null;
  /**
   * Left border and width of each bucket in x; borders are multiples of the width, which is a power of two (VIEW-30). The relative axis
   * has the borders of the time axis, counted from the experiment's first timestamp.
   */
  readonly x: Float64Array;
  readonly bucketWidth: number;
  /** Chunks left out because their checksum is wrong (ENG-06); absent when none. */
  readonly damagedChunks?: number;
}

export interface SeriesQuery {
  readonly experimentId: string;
  /** All names and stages when absent. */
  readonly names?: readonly string[];
  readonly stages?: readonly (string | null)[];
}

/**
 * At most `width` buckets (2 at least) of each series over what it has of [from, to] of the axis; all of it when absent. The range is widened to
 * the borders of its first and last bucket: what a bucket says never depends on the range, or on what is sealed. Points without step count
 * under their row, points without a finite timestamp are on no time axis. An aborted signal, or 5 s in one experiment, end it (ENG-08).
 */
export interface OverviewQuery extends SeriesQuery {
  readonly axis: Axis;
  readonly width: number;
  readonly from?: number;
  readonly to?: number;
  readonly signal?: AbortSignal;
}

export interface Picture {
  readonly cursor: string;
  readonly series: SeriesOverview[];
}

/** A value that is no number, with the file it stands in. */
export interface MetricText extends TextValue {
  readonly file: string;
}

/** How many values of one kind a name has that are no numbers. */
export interface TextCount {
  readonly name: string;
  readonly kind: TextValue['kind'];
  readonly count: number;
}

/** A reject with the file it stands in. */
export interface MetricReject extends Reject {
  readonly file: string;
}

/** A stored blob that is not what was written; `rebuild` heals it (ENG-06). */
export interface DamagedChunk {
  readonly file: string;
  /** Number of the block. */
  readonly block: number;
  /** Null: the axis that all series of the block share. */
  readonly series: { readonly name: string; readonly stage: string | null } | null;
  readonly what: string;
}

/** The reading half of the metric engine; lives in the main thread and sees what is written and what is held unsealed. */
export interface Metrics {
  counts(experimentId: string): Promise<StreamCounts[]>;
  series(experimentId: string): Promise<SeriesInfo[]>;
  /** Points with `row >= fromRow` per file (a cursor), at most `limit` rows of each file. */
  points(query: SeriesQuery & { readonly fromRow?: Readonly<Record<string, number>>; readonly limit?: number }): Promise<SeriesPoints[]>;
  overview(query: OverviewQuery): Promise<SeriesOverview[]>;
  /** The overview, and the cursor from which live points go on, of one moment. */
  picture(query: OverviewQuery): Promise<Picture>;
  /** Where a reader stands now: `file:generation:rows` of every file, joined by commas, the file percent-encoded. */
  cursor(experimentId: string): Promise<string>;
  /** Values that are no numbers, in file order, from the `offset`-th on. */
  texts(experimentId: string, limit?: number, offset?: number): Promise<MetricText[]>;
  textCounts(experimentId: string): Promise<TextCount[]>;
  /** Rejects in file order, from the `offset`-th on; `total` also counts those beyond the 10,000 that are kept per file (LIM-04). */
  rejects(experimentId: string, limit: number, offset: number): Promise<{ readonly rejects: MetricReject[]; readonly total: number }>;
  /** Reads every stored block of an experiment and names what is damaged. */
  damage(experimentId: string): Promise<DamagedChunk[]>;
}
export const Metrics = new Token<Metrics>('Metrics');
