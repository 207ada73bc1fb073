import type { MetricList } from '../../../../schemas/experiments.js';
import { live } from '../lib/live.js';
import { Store } from '../lib/store.js';
import { pointsFrame, type PointsFrame } from '../pure/points-frame.js';
import { fetchMetrics } from '../run/run-api.js';
import { ChartFeed } from './chart-feed.js';
import { OverviewBatch } from './overview-batch.js';
import type { Overview } from './overview-request.js';
import type { ChartAsk } from './run-range.js';
import { SmoothedFeeds } from './smoothed-feeds.js';
import type { SmoothedAsk } from './smoothed-request.js';

const listMs = 1500;

/** All charts of one run: their pictures, their smoothed lines, and the live points that go on from them. */
export class RunFeed {
  readonly list = new Store<MetricList | null>(null);
  readonly error = new Store<unknown>(null);
  /** Points that came while the picture is frozen; null when it is not (VIEW-53). */
  readonly held = new Store<number | null>(null);
  readonly #id: string;
  readonly #charts = new Map<string, ChartFeed>();
  readonly #batch: OverviewBatch;
  readonly #smoothed: SmoothedFeeds;
  #begin = 0;
  #pending = 0;
  #kept: PointsFrame[] = [];
  #listTimer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(id: string) {
    this.#id = id;
    this.#smoothed = new SmoothedFeeds({ id, begin: () => this.#begin, onError: (error) => this.error.set(error) });
    this.#batch = new OverviewBatch({
      id,
      begin: () => this.#begin,
      onStart: () => (this.#pending += 1),
      onAnswer: (feeds, ask, overview) => this.#fill(feeds, ask, overview),
      onError: (error) => this.error.set(error),
      onEnd: () => this.#settle(),
    });
  }

  /** Unix seconds at which relative time begins. */
  get begin(): number {
    return this.#begin;
  }

  set begin(seconds: number) {
    this.#begin = seconds;
  }

  /** Fetches the list of series and follows the run; the answer ends it. */
  start(): () => void {
    void this.#fetchList();
    return () => {
      this.#unsubscribe();
      clearTimeout(this.#listTimer);
    };
  }

  /** The chart of a metric. */
  chart(metric: string): ChartFeed {
    const known = this.#charts.get(metric);
    if (known !== undefined) return known;
    const chart = new ChartFeed(metric);
    this.#charts.set(metric, chart);
    return chart;
  }

  /** Asks for a picture; the old one stays until it is there (VIEW-32). */
  want(chart: ChartFeed, ask: ChartAsk): void {
    this.#batch.want(chart, ask);
  }

  /** Asks for a chart's smoothed lines; null = none. The old ones stay until the new ones are there. */
  smooth(chart: ChartFeed, ask: SmoothedAsk | null): void {
    this.#smoothed.want(chart, ask);
  }

  /** Freezes the picture, or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.held.set(isFrozen ? 0 : null);
    if (isFrozen) return;
    for (const chart of this.#charts.values()) {
      chart.changed();
      this.#smoothed.grew(chart);
    }
  }

  async #fetchList(): Promise<void> {
    try {
      const list = await fetchMetrics(this.#id);
      const isFirst = this.list.value === null;
      this.list.set(list);
      this.error.set(null);
      if (isFirst) this.#follow(list.cursor);
    } catch (error) {
      this.error.set(error);
      this.#refreshList();
    }
  }

  #follow(cursor: string): void {
    this.#unsubscribe = live.subscribe('experiments.metrics', this.#id, cursor, {
      columns: (columns) => this.#take(pointsFrame(columns)),
      refetch: () => this.#refetch(),
    });
  }

  #refetch(): void {
    this.#batch.again();
    this.#smoothed.again();
    this.#refreshList();
  }

  #take(frame: PointsFrame): void {
    if (this.#pending > 0) this.#kept.push(frame);
    if (![...this.#charts.values()].every((chart) => chart.append(frame))) this.#refetch();
    if (this.held.value !== null) this.held.set(this.held.value + frame.value.length);
    else for (const name of frame.names) this.#grew(name);
    const known = this.list.value;
    if (frame.names.some((name) => !this.#charts.has(name) && known?.series.some((series) => series.name === name) !== true)) this.#refreshList();
  }

  #grew(name: string): void {
    const chart = this.#charts.get(name);
    if (chart !== undefined) this.#smoothed.grew(chart);
  }

  #fill(feeds: readonly ChartFeed[], ask: ChartAsk, overview: Overview): void {
    this.error.set(null);
    for (const feed of feeds) {
      feed.replace(ask, overview.lines.get(feed.metric) ?? [], overview.cursor);
      for (const frame of this.#kept) feed.append(frame);
    }
  }

  #settle(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#kept = [];
  }

  #refreshList(): void {
    this.#listTimer ??= setTimeout(() => {
      this.#listTimer = undefined;
      void this.#fetchList();
    }, listMs);
  }
}
