import type { MetricList } from '../../../../schemas/experiments.js';
import { Store } from '../lib/store.js';
import { FileProgress } from '../pure/file-progress.js';
import type { PointsFrame } from '../pure/points-frame.js';
import type { XAxis } from '../pure/run-view.js';
import { RawLine } from '../pure/raw-line.js';
import { pointsOf } from './frame-points.js';
import { fetchPoints } from './points-request.js';

/** All points of a metric: its lines by stage and file. */
export interface RawChart {
  readonly lines: ReadonlyMap<string, RawLine>;
}

interface Raw {
  readonly metric: string;
  readonly x: XAxis;
  readonly state: Store<RawChart | null>;
  lines: Map<string, RawLine>;
  weight: number;
  progress: FileProgress;
  /** Frames that came while the points were fetched; null when they are there. */
  waiting: PointsFrame[] | null;
}

/** Most points of one metric that are smoothed as a whole; beyond, the picture's buckets are smoothed and the chart says so. */
export const mostRawPoints = 100_000;

/** The raw points behind charts that are smoothed, and live points that follow. */
export class RawFeeds {
  readonly #id: string;
  readonly #list: () => MetricList | null;
  readonly #raws = new Map<string, Raw>();

  constructor(id: string, list: () => MetricList | null) {
    this.#id = id;
    this.#list = list;
  }

  /** Whether a metric is small enough to be smoothed on all its points. */
  fits(metric: string): boolean {
    const points = this.#list()?.series.filter(({ name }) => name === metric).reduce((sum, series) => sum + series.points, 0) ?? 0;
    return points <= mostRawPoints;
  }

  /** The points of a metric over an axis, smoothed with a weight; null in the store until they are there. */
  chart(metric: string, x: XAxis, weight: number): Store<RawChart | null> {
    const key = `${x === 'step' ? 'step' : 'time'}\n${metric}`;
    const known = this.#raws.get(key);
    if (known === undefined) {
      const raw: Raw = { metric, x, state: new Store<RawChart | null>(null), lines: new Map(), weight, progress: new FileProgress(''), waiting: [] };
      this.#raws.set(key, raw);
      void this.#fetch(raw, key);
      return raw.state;
    }
    if (known.weight !== weight) reweigh(known, weight);
    return known.state;
  }

  /** Takes live points in. */
  append(frame: PointsFrame): void {
    for (const raw of this.#raws.values()) {
      if (raw.waiting === null) add(raw, frame);
      else raw.waiting.push(frame);
    }
  }

  /** Fetches all points anew when they are asked for next. */
  forget(): void {
    this.#raws.clear();
  }

  async #fetch(raw: Raw, key: string): Promise<void> {
    try {
      const rows = Math.max(0, ...(this.#list()?.files ?? []).map((file) => file.metric_events));
      const frames = await fetchPoints(this.#id, raw.metric, rows);
      for (const frame of [...frames, ...(raw.waiting ?? [])]) add(raw, frame);
      raw.waiting = null;
      raw.state.set({ lines: raw.lines });
    } catch {
      // The chart smooths its buckets meanwhile, and asks again when it is drawn with another weight.
      this.#raws.delete(key);
    }
  }
}

/** The name of a line within its chart. */
export function lineKey(file: string, stage: string | null): string {
  return `${file}\n${stage ?? ''}`;
}

function add(raw: Raw, frame: PointsFrame): void {
  const fromRow = raw.progress.advance(frame) ?? 0;
  const byLine = new Map<string, { x: number[]; y: number[] }>();
  for (const { stage, step, ts, value } of pointsOf(frame, raw.metric, fromRow)) {
    const key = lineKey(frame.file, stage);
    const points = byLine.get(key) ?? { x: [], y: [] };
    points.x.push(raw.x === 'step' ? step : ts);
    points.y.push(value);
    byLine.set(key, points);
  }
  for (const [key, { x, y }] of byLine) {
    const line = raw.lines.get(key) ?? new RawLine(raw.weight);
    line.add(x, y);
    raw.lines.set(key, line);
  }
}

function reweigh(raw: Raw, weight: number): void {
  raw.weight = weight;
  raw.lines = new Map([...raw.lines].map(([key, line]) => [key, line.reweighted(weight)]));
  if (raw.waiting === null) raw.state.set({ lines: raw.lines });
}
