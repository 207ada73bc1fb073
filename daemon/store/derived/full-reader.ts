import type { AggregateQuery, AggregateSeries, SmoothedQuery, SmoothedSeries } from '../../api/derived-metrics.js';
import type { DamagedChunk, SeriesQuery, UnsealedStream } from '../../api/metrics.js';
import { BlockReader } from '../block-reader.js';
import { originOf } from '../origin.js';
import type { PreparedSql } from '../prepared-sql.js';
import { selectSeries, type Selected } from '../select-series.js';
import { addFreshSums, viewStreams } from '../stream-view.js';
import { aggregatedOf } from './aggregated.js';
import { RunLines } from './run-lines.js';
import { smoothedOf } from './smoothed.js';

/** What the line held of each experiment when it was asked. */
export type Held = ReadonlyMap<string, readonly UnsealedStream[]>;
type Tell = (experimentId: string, damage: DamagedChunk) => void;

/** Reads whole series in one snapshot of the database; every call answers undefined when what the line held does not fit it any more: ask the line again. */
export class FullReader {
  readonly #sql: PreparedSql;
  readonly #tell: Tell;

  constructor(sql: PreparedSql, tell: Tell) {
    this.#sql = sql;
    this.#tell = tell;
  }

  smoothed(query: SmoothedQuery, held: Held): SmoothedSeries[] | undefined {
    return this.#sql.snapshot(() => {
      const selected = this.#selected(query, held);
      if (selected === undefined) return undefined;
      const origin = query.axis === 'relative' ? originOf(this.#sql, selected) : 0;
      return smoothedOf(query, selected, this.#reader(query.experimentId), origin);
    });
  }

  aggregate(query: AggregateQuery, held: Held): AggregateSeries[] | undefined {
    return this.#sql.snapshot(() => {
      const runs = new RunLines();
      for (const experimentId of new Set(query.groups.flatMap(({ experimentIds }) => experimentIds))) {
        const selected = this.#selected({ experimentId, names: query.names, ...(query.stages && { stages: query.stages }) }, held);
        if (selected === undefined) return undefined;
        runs.add(experimentId, selected, this.#reader(experimentId));
      }
      return aggregatedOf(query, runs.metrics);
    });
  }

  #selected(query: SeriesQuery, held: Held): Selected[] | undefined {
    const views = viewStreams(this.#sql, query.experimentId, held.get(query.experimentId) ?? [], query.names);
    views?.forEach(addFreshSums);
    return views === undefined ? undefined : selectSeries(views, query);
  }

  #reader(experimentId: string): BlockReader {
    return new BlockReader(this.#sql, (damage) => this.#tell(experimentId, damage));
  }
}
