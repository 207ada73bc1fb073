import type { StreamCounts } from '../api/metrics.js';
import type { Sql } from '../api/database.js';
import { originalText, storedText } from './opaque-text.js';
import type { SeriesList } from './series-list.js';

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

interface SeriesRow {
  readonly id: number;
  readonly name: string;
  readonly stage: string | null;
  readonly sums: Uint8Array;
}

/** More names are sought by reading all series of the stream. */
const mostSought = 64;

/** Puts the stored series of a stream, or those of the names that are wanted, into a list, oldest first. */
export function restoreSeries(sql: Sql, streamId: number, list: SeriesList, wanted?: ReadonlySet<string>): void {
  for (const row of seriesRows(sql, streamId, wanted)) {
    const name = originalText(row.name);
    if (wanted?.has(name) ?? true) list.restore(row.id, name, row.stage === null ? null : originalText(row.stage), row.sums);
  }
}

function seriesRows(sql: Sql, streamId: number, wanted: ReadonlySet<string> | undefined): SeriesRow[] {
  const all = 'select id, name, stage, sums from metric_series where stream_id = ?';
  if (wanted === undefined || wanted.size > mostSought) return sql.all<SeriesRow>(`${all} order by id`, streamId);
  if (wanted.size === 0) return [];
  const names = [...wanted].map(storedText);
  // Names are filled up to a power of two, so that seven statements serve all.
  const places = 2 ** Math.ceil(Math.log2(names.length));
  const filled = Array.from({ length: places }, (_, i) => names[Math.min(i, names.length - 1)] ?? '');
  return sql.all<SeriesRow>(`${all} and name in (${filled.map(() => '?').join(', ')}) order by id`, streamId, ...filled);
}
