import type { Sql } from '../api/database.js';
import type { Reject, TextValue } from '../api/event-block.js';
import { blockLimit, chunkKey } from './chunk-key.js';
import { OpenStream } from './open-stream.js';
import { originalText, storedText } from './opaque-text.js';
import { noCounters } from './stream-counters.js';
import { summaryKey } from './summary-key.js';

/** Most rejects kept per file; more are only counted (LIM-04). */
const rejectLimit = 10_000;

interface StreamRow {
  id: number; generation: number; dev: string; inode: string; head_hash: string; offset: number; size: number;
  lines: number; events: number; metric_events: number; glued_lines: number; rejects: number; blocks: number;
}

/** The rows of a stream beside its blocks, as the writer sees them. */
export class StreamTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Reads a stream with its series; a new one gets a row. */
  open(experimentId: string, file: string): OpenStream {
    const row = this.#sql.get<StreamRow>('select * from ingest_streams where experiment_id = ? and file = ?', experimentId, storedText(file)) ?? this.#insert(experimentId, file);
    const stream = new OpenStream({
      id: row.id, experimentId, file, size: row.size, blocks: row.blocks,
      cursor: { generation: row.generation, dev: row.dev, inode: row.inode, offset: row.offset, headHash: row.head_hash },
      counters: { lines: row.lines, events: row.events, metricEvents: row.metric_events, gluedLines: row.glued_lines, rejects: row.rejects },
    });
    this.#forgetBehind(row.id, row.offset);
    for (const series of this.#sql.all<{ id: number; name: string; stage: string | null; sums: Uint8Array }>('select id, name, stage, sums from metric_series where stream_id = ? order by id', row.id)) {
      stream.list.restore(series.id, originalText(series.name), series.stage === null ? null : originalText(series.stage), series.sums);
    }
    return stream;
  }

  /** Files of an experiment; one that is gone was begun anew without an inode, and holds nothing. */
  files(experimentId: string): string[] {
    const rows = this.#sql.all<{ file: string }>("select file from ingest_streams where experiment_id = ? and (inode <> '' or generation = 1)", experimentId);
    return rows.map(({ file }) => originalText(file));
  }

  /** Writes cursor and counters as the stream has them now. */
  save(stream: OpenStream, blocks: number): void {
    const { counters } = stream;
    const end = stream.hashedEnd();
    this.#sql.run(
      'update ingest_streams set generation = ?, dev = ?, inode = ?, head_hash = ?, offset = ?, size = ?, lines = ?, events = ?, metric_events = ?, glued_lines = ?, rejects = ?, blocks = ? where id = ?',
      end.generation, end.dev, end.inode, end.headHash, end.offset, stream.size,
      counters.lines, counters.events, counters.metricEvents, counters.gluedLines, counters.rejects, blocks, stream.id,
    );
  }

  /** Keeps values that are no numbers. Keyed by their place in the file, so that a replay after a crash changes nothing. */
  keepTexts(stream: OpenStream, texts: readonly TextValue[]): void {
    for (const { offset, name, stage, step, ts, kind, text } of texts) {
      this.#sql.run('insert or ignore into metric_texts (stream_id, offset, name, stage, step, ts, kind, text) values (?, ?, ?, ?, ?, ?, ?, ?)',
        stream.id, offset, storedText(name), stage === null ? null : storedText(stage), step, ts, kind, storedText(text));
    }
  }

  /** Keeps rejects up to the limit; `before` of the file were counted already. */
  keepRejects(stream: OpenStream, rejects: readonly Reject[], before: number): void {
    for (const { offset, length, reason, sample } of rejects.slice(0, Math.max(0, rejectLimit - before))) {
      this.#sql.run('insert or ignore into ingest_rejects (stream_id, offset, length, reason, sample) values (?, ?, ?, ?, ?)', stream.id, offset, length, reason, sample.subarray(0, 256));
    }
  }

  /** Takes everything of a stream but its own row. */
  empty(id: number): void {
    for (const { series } of this.#sql.all<{ series: number }>('select id as series from metric_series where stream_id = ?', id)) {
      this.#sql.run('delete from metric_chunks where key >= ? and key < ?', chunkKey(series, 0), chunkKey(series, blockLimit));
      this.#sql.run('delete from metric_summaries where key >= ? and key < ?', summaryKey(series, 'step', 0, 0), summaryKey(series + 1, 'step', 0, 0));
    }
    for (const table of ['metric_series', 'metric_blocks', 'metric_units', 'metric_texts', 'ingest_rejects']) this.#sql.run(`delete from ${table} where stream_id = ?`, id);
  }

  /** Takes all of an experiment. */
  drop(experimentId: string): void {
    for (const { id } of this.#sql.all<{ id: number }>('select id from ingest_streams where experiment_id = ?', experimentId)) this.empty(id);
    for (const table of ['ingest_streams', 'ingest_rests']) this.#sql.run(`delete from ${table} where experiment_id = ?`, experimentId);
  }

  /** First series id that is free. */
  nextSeriesId(): number {
    return (this.#sql.get<{ id: number | null }>('select max(id) as id from metric_series')?.id ?? 0) + 1;
  }

  /** What was kept of bytes behind the cursor is read again, unless a power cut took it from the file. */
  #forgetBehind(id: number, offset: number): void {
    for (const table of ['metric_texts', 'ingest_rejects']) {
      const isThere = this.#sql.get(`select 1 from ${table} where stream_id = ? and offset >= ? limit 1`, id, offset) !== undefined;
      if (isThere) this.#sql.run(`delete from ${table} where stream_id = ? and offset >= ?`, id, offset);
    }
  }

  #insert(experimentId: string, file: string): StreamRow {
    const id = (this.#sql.get<{ id: number | null }>('select max(id) as id from ingest_streams')?.id ?? 0) + 1;
    this.#sql.run("insert into ingest_streams (id, experiment_id, file, generation, dev, inode, head_hash) values (?, ?, ?, 1, '', '', '')", id, experimentId, storedText(file));
    const { metricEvents, gluedLines, ...counters } = noCounters;
    return { id, generation: 1, dev: '', inode: '', head_hash: '', offset: 0, size: 0, blocks: 0, ...counters, metric_events: metricEvents, glued_lines: gluedLines };
  }
}
