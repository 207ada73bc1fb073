import type { Log } from '../api/log.js';
import type { DamagedChunk, MetricReject, Metrics, MetricText, SeriesInfo, SeriesOverview, SeriesPoints, StreamCounts, TextCount, Unsealed } from '../api/metrics.js';
import { BlockReader } from './block-reader.js';
import { rejectsOf, textCountsOf, textsOf } from './oddities.js';
import { originOf, overviewOf, type OverviewQuery } from './overview.js';
import { pointsOf, type PointQuery } from './points.js';
import type { PreparedSql } from './prepared-sql.js';
import { selectSeries } from './select-series.js';
import { viewStreams, type StreamView } from './stream-view.js';

/** How often the line is asked again when a file was replaced between its answer and the database's. */
const attempts = 3;

/** The reading half of the metric engine: sealed blocks of one snapshot, and behind them what the line holds. */
export class SqlMetrics implements Metrics {
  readonly #sql: PreparedSql;
  readonly #unsealed: Unsealed;
  readonly #log: Log;

  constructor(sql: PreparedSql, unsealed: Unsealed, log: Log) {
    this.#sql = sql;
    this.#unsealed = unsealed;
    this.#log = log;
  }

  counts(experimentId: string): Promise<StreamCounts[]> {
    return this.#view(experimentId, (views) => views.map((view) => view.counts));
  }

  series(experimentId: string): Promise<SeriesInfo[]> {
    return this.#view(experimentId, (views) =>
      views.flatMap(({ counts, list }) => list.series.map((series) => {
        const { name, stage } = list.title(series);
        return series.sums.info(counts.file, name, stage);
      })),
    );
  }

  points(query: PointQuery): Promise<SeriesPoints[]> {
    return this.#view(query.experimentId, (views) => pointsOf(query, selectSeries(views, query), this.#reader(query.experimentId)));
  }

  overview(query: OverviewQuery): Promise<SeriesOverview[]> {
    return this.#view(query.experimentId, (views) => {
      const selected = selectSeries(views, query);
      return overviewOf(query, selected, this.#reader(query.experimentId), originOf(this.#sql, selected));
    });
  }

  cursor(experimentId: string): Promise<string> {
    return this.#view(experimentId, (views) => views.map(({ counts }) => `${encodeURIComponent(counts.file)}:${counts.generation}:${counts.metricEvents}`).join(','));
  }

  async texts(experimentId: string, limit = 1000, offset = 0): Promise<MetricText[]> {
    return textsOf(this.#sql, experimentId, limit, offset);
  }

  async textCounts(experimentId: string): Promise<TextCount[]> {
    return textCountsOf(this.#sql, experimentId);
  }

  rejects(experimentId: string, limit: number, offset: number): Promise<{ readonly rejects: MetricReject[]; readonly total: number }> {
    return this.#view(experimentId, (views) => ({
      rejects: rejectsOf(this.#sql, experimentId, limit, offset),
      total: views.reduce((sum, { counts }) => sum + counts.rejects, 0),
    }));
  }

  damage(experimentId: string): Promise<DamagedChunk[]> {
    return this.#view(experimentId, (views) => {
      const reader = this.#reader(experimentId);
      for (const { view, ordinals } of selectSeries(views, { experimentId })) reader.readAll(view, ordinals);
      return [...reader.damage];
    });
  }

  #reader(experimentId: string): BlockReader {
    return new BlockReader(this.#sql, (damage) => {
      this.#log.error('a stored block is damaged and left out of the answer; rebuild the experiment to heal it', { experimentId, ...damage });
    });
  }

  async #view<T>(experimentId: string, read: (views: readonly StreamView[]) => T): Promise<T> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const unsealed = await this.#unsealed.of(experimentId);
      const answer = this.#snapshot(experimentId, unsealed, read);
      if (answer !== undefined) return answer.value;
    }
    const answer = this.#snapshot(experimentId, [], read);
    if (answer === undefined) throw new Error('a snapshot without unsealed rows always fits');
    return answer.value;
  }

  #snapshot<T>(experimentId: string, unsealed: Awaited<ReturnType<Unsealed['of']>>, read: (views: readonly StreamView[]) => T): { readonly value: T } | undefined {
    return this.#sql.snapshot(() => {
      const views = viewStreams(this.#sql, experimentId, unsealed);
      return views === undefined ? undefined : { value: read(views) };
    });
  }
}
