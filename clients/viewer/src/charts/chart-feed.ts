import { BucketLine, type BucketColumns } from '../pure/bucket-line.js';
import { FileProgress } from '../pure/file-progress.js';
import { naturalOrder } from '../pure/natural-order.js';
import type { PointsFrame } from '../pure/points-frame.js';
import { pointsOf } from './frame-points.js';
import { isSameAsk, type ChartAsk } from './run-range.js';
import type { SmoothedChart } from './smoothed-request.js';

/** One line of a chart: a stage of the metric, in one event file. */
export interface FeedLine {
  readonly file: string;
  readonly stage: string | null;
  readonly buckets: BucketLine;
}

/** A series as an overview brings it. */
export interface FetchedLine {
  readonly file: string;
  readonly stage: string | null;
  readonly columns: BucketColumns;
}

const slack = 2;
const firstWidth = { step: 1, relative: 1 / 16, time: 1 / 16 } as const;

/** The picture of one metric: fetched buckets, into which live points grow. */
export class ChartFeed {
  readonly metric: string;
  #lines: FeedLine[] = [];
  #shown: ChartAsk | null = null;
  #progress = new FileProgress('');
  #smoothed: SmoothedChart | null = null;
  readonly #listeners = new Set<(isAsked: boolean) => void>();

  constructor(metric: string) {
    this.metric = metric;
  }

  /** Lines in the order of their stages. */
  get lines(): readonly FeedLine[] {
    return this.#lines;
  }

  /** What the lines answer; null before the first answer. */
  get shown(): ChartAsk | null {
    return this.#shown;
  }

  /** Its smoothed lines over the same axis, as far as they are known. */
  get smoothed(): SmoothedChart | null {
    return this.#smoothed?.ask.x === this.#shown?.x ? this.#smoothed : null;
  }

  /** Whether it is on the screen. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Called when the picture changed; `isAsked` when another one was asked for, and not only more points came. */
  listen(listener: (isAsked: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes an answer in the place of the picture before; it holds what `cursor` names. */
  replace(ask: ChartAsk, lines: readonly FetchedLine[], cursor: string): void {
    const isAsked = !isSameAsk(this.#shown, ask);
    this.#shown = ask;
    this.#progress = new FileProgress(cursor);
    this.#lines = lines.map(({ file, stage, columns }) => ({ file, stage, buckets: new BucketLine(columns, ask.width * slack) })).sort(byStage);
    this.changed(isAsked);
  }

  /** Takes smoothed lines in the place of those before; null = none. */
  smooth(smoothed: SmoothedChart | null): void {
    if (smoothed === this.#smoothed) return;
    this.#smoothed = smoothed;
    this.changed(true);
  }

  /** Takes live points in; false when the file began anew and the picture must be fetched. */
  append(frame: PointsFrame): boolean {
    const ask = this.#shown;
    if (ask === null) return true;
    const fromRow = this.#progress.advance(frame);
    if (fromRow === undefined) return false;
    let isChanged = false;
    for (const { stage, step, ts, value } of pointsOf(frame, this.metric, fromRow)) {
      this.#line(frame.file, stage, ask).add(ask.x === 'step' ? step : ts, value);
      isChanged = true;
    }
    if (isChanged) this.changed();
    return true;
  }

  changed(isAsked = false): void {
    for (const listener of this.#listeners) listener(isAsked);
  }

  #line(file: string, stage: string | null, ask: ChartAsk): BucketLine {
    const known = this.#lines.find((line) => line.file === file && line.stage === stage);
    if (known !== undefined) return known.buckets;
    const none = new Float64Array(0);
    const buckets = new BucketLine({ width: firstWidth[ask.x], x: none, nan: none, posInf: none, negInf: none, first: none, last: none, min: none, max: none, minX: none, maxX: none }, ask.width * slack);
    this.#lines = [...this.#lines, { file, stage, buckets }].sort(byStage);
    return buckets;
  }
}

function byStage(a: FeedLine, b: FeedLine): number {
  return naturalOrder(a.stage ?? '', b.stage ?? '') || naturalOrder(a.file, b.file);
}
