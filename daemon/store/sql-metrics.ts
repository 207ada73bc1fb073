import type { Log } from '../api/log.js';
import type { DamagedChunk, MetricReject, Metrics, MetricText, OverviewQuery, Picture, SeriesInfo, SeriesOverview, SeriesPoints, StreamCounts, TextCount, Unsealed, UnsealedStream } from '../api/metrics.js';
import { BlockReader } from './block-reader.js';
import { rejectsOf, textCountsOf, textsOf } from './oddities.js';
import { overviewOf } from './overview.js';
import { pointsOf, type PointQuery } from './points.js';
import type { PreparedSql } from './prepared-sql.js';
import { selectSeries } from './select-series.js';
import { SummaryCache } from './summary-cache.js';
import { damagedSummaries } from './summary-damage.js';
import { addFreshSums, viewStreams, type StreamView } from './stream-view.js';

/** How often the line is asked again when a file was replaced between its answer and the database's. */
const attempts = 3;

const cacheBytes = 32 * 1024 * 1024;

/** For answers that need no series. */
const none: readonly string[] = [];

/** What one look at an experiment begins with. */
interface Moment {
  readonly experimentId: string;
  readonly unsealed: readonly UnsealedStream[];
  /** Names of the series that are wanted; all when undefined. */
  readonly names: readonly string[] | undefined;
}

/** The reading half of the metric engine: sealed blocks of one snapshot, and behind them what the line holds. */
export class SqlMetrics implements Metrics {
  readonly #sql: PreparedSql;
  readonly #unsealed: Unsealed;
  readonly #log: Log;
  readonly #cache = new SummaryCache(cacheBytes);

  constructor(sql: PreparedSql, unsealed: Unsealed, log: Log) {
    this.#sql = sql;
    this.#unsealed = unsealed;
    this.#log = log;
  }

  counts(experimentId: string): Promise<StreamCounts[]> {
    return this.#view(experimentId, none, (views) => views.map((view) => view.counts));
  }

  series(experimentId: string): Promise<SeriesInfo[]> {
    return this.#view(experimentId, undefined, (views) => {
      views.forEach(addFreshSums);
      return views.flatMap(({ counts, list }) => list.series.map((series) => {
        const { name, stage } = list.title(series);
        return series.sums.info(counts.file, name, stage);
      }));
    });
  }

  points(query: PointQuery): Promise<SeriesPoints[]> {
    return this.#view(query.experimentId, query.names, (views) => pointsOf(query, selectSeries(views, query), this.#reader(query.experimentId)));
  }

  async overview(query: OverviewQuery): Promise<SeriesOverview[]> {
    return (await this.picture(query)).series;
  }

  picture(query: OverviewQuery): Promise<Picture> {
    const { experimentId } = query;
    return this.#view(experimentId, query.names, (views) => ({
      cursor: cursorOf(views),
      series: overviewOf(query, selectSeries(views, query), {
        sql: this.#sql,
        reader: this.#reader(experimentId),
        cache: this.#cache,
        tell: (damage) => this.#log.error('a stored summary is damaged, and what it says was read from the points; rebuild the experiment to heal it', { experimentId, ...damage }),
      }),
    }));
  }

  cursor(experimentId: string): Promise<string> {
    return this.#view(experimentId, none, cursorOf);
  }

  async texts(experimentId: string, limit = 1000, offset = 0): Promise<MetricText[]> {
    return textsOf(this.#sql, experimentId, limit, offset);
  }

  async textCounts(experimentId: string): Promise<TextCount[]> {
    return textCountsOf(this.#sql, experimentId);
  }

  rejects(experimentId: string, limit: number, offset: number): Promise<{ readonly rejects: MetricReject[]; readonly total: number }> {
    return this.#view(experimentId, none, (views) => ({
      rejects: rejectsOf(this.#sql, experimentId, limit, offset),
      total: views.reduce((sum, { counts }) => sum + counts.rejects, 0),
    }));
  }

  damage(experimentId: string): Promise<DamagedChunk[]> {
    return this.#view(experimentId, undefined, (views) => {
      const reader = this.#reader(experimentId);
      const selected = selectSeries(views, { experimentId });
      for (const { view, ordinals } of selected) reader.readAll(view, ordinals);
      return [...reader.damage, ...selected.flatMap(({ view }) => damagedSummaries(this.#sql, view))];
    });
  }

  #reader(experimentId: string): BlockReader {
    return new BlockReader(this.#sql, (damage) => {
      this.#log.error('a stored block is damaged and left out of the answer; rebuild the experiment to heal it', { experimentId, ...damage });
    });
  }

  async #view<T>(experimentId: string, names: readonly string[] | undefined, read: (views: readonly StreamView[]) => T): Promise<T> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const unsealed = await this.#unsealed.of(experimentId);
      const answer = this.#snapshot({ experimentId, unsealed, names }, read);
      if (answer !== undefined) return answer.value;
    }
    const answer = this.#snapshot({ experimentId, unsealed: [], names }, read);
    if (answer === undefined) throw new Error('a snapshot without unsealed rows always fits');
    return answer.value;
  }

  #snapshot<T>({ experimentId, unsealed, names }: Moment, read: (views: readonly StreamView[]) => T): { readonly value: T } | undefined {
    return this.#sql.snapshot(() => {
      const views = viewStreams(this.#sql, experimentId, unsealed, names);
      return views === undefined ? undefined : { value: read(views) };
    });
  }
}

function cursorOf(views: readonly StreamView[]): string {
  return views.map(({ counts }) => `${encodeURIComponent(counts.file)}:${counts.generation}:${counts.metricEvents}`).join(',');
}
