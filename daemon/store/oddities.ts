import type { Sql } from '../api/database.js';
import type { Reject, TextValue } from '../api/event-block.js';
import type { MetricReject, MetricText, TextCount } from '../api/metrics.js';
import { originalText } from './opaque-text.js';

interface TextRow {
  file: string; offset: number; name: string; stage: string | null; step: number | null; ts: number | null; kind: TextValue['kind']; text: string;
}

interface RejectRow {
  file: string; offset: number; length: number; reason: Reject['reason']; sample: Uint8Array;
}

const ofExperiment = 'join ingest_streams s on s.id = t.stream_id where s.experiment_id = ?';

/** Values that are no numbers, in file order. */
export function textsOf(sql: Sql, experimentId: string, limit: number, offset: number): MetricText[] {
  return sql
    .all<TextRow>(`select s.file, t.offset, t.name, t.stage, t.step, t.ts, t.kind, t.text from metric_texts t ${ofExperiment} order by s.id, t.offset, t.name limit ? offset ?`, experimentId, limit, offset)
    .map((row) => ({
      ...row,
      file: originalText(row.file),
      name: originalText(row.name),
      stage: row.stage === null ? null : originalText(row.stage),
      ts: row.ts ?? NaN,
      text: originalText(row.text),
    }));
}

export function textCountsOf(sql: Sql, experimentId: string): TextCount[] {
  return sql
    .all<TextCount>(`select t.name, t.kind, count(*) as count from metric_texts t ${ofExperiment} group by t.name, t.kind order by t.name, t.kind`, experimentId)
    .map((row) => ({ ...row, name: originalText(row.name) }));
}

export function rejectsOf(sql: Sql, experimentId: string, limit: number, offset: number): MetricReject[] {
  return sql
    .all<RejectRow>(`select s.file, t.offset, t.length, t.reason, t.sample from ingest_rejects t ${ofExperiment} order by s.id, t.offset limit ? offset ?`, experimentId, limit, offset)
    .map((row) => ({ ...row, file: originalText(row.file) }));
}
