import type { StreamCounts } from '../api/metrics.js';
import type { Sql } from '../api/database.js';
import { originalText } from './opaque-text.js';
import type { SeriesList } from './series-list.js';
import { SeriesSums } from './series-sums.js';

/** A stream as the database has it. */
export interface StoredStream {
  readonly id: number;
  readonly counts: StreamCounts;
}

interface StreamRow {
  id: number; file: string; generation: number; offset: number; size: number;
  lines: number; events: number; metric_events: number; glued_lines: number; rejects: number;
}

/** The streams of an experiment in the order in which they were first seen. */
export function storedStreams(sql: Sql, experimentId: string): StoredStream[] {
  return sql.all<StreamRow>('select * from ingest_streams where experiment_id = ? order by id', experimentId).map((row) => ({
    id: row.id,
    counts: {
      file: originalText(row.file), generation: row.generation, offset: row.offset, size: row.size,
      lines: row.lines, events: row.events, metricEvents: row.metric_events, gluedLines: row.glued_lines, rejects: row.rejects,
    },
  }));
}

/** Puts the stored series of a stream into a list, oldest first. */
export function restoreSeries(sql: Sql, streamId: number, list: SeriesList): void {
  for (const row of sql.all<{ id: number; name: string; stage: string | null; sums: Uint8Array }>('select id, name, stage, sums from metric_series where stream_id = ? order by id', streamId)) {
    list.restore(row.id, originalText(row.name), row.stage === null ? null : originalText(row.stage), SeriesSums.from(row.sums));
  }
}
