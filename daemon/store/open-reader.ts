import { connect } from './connection.js';
import { FullReader } from './derived/full-reader.js';
import { ExportReader } from './export/export-reader.js';
import { PreparedSql } from './prepared-sql.js';
import type { DamagedChunk } from '../api/metrics.js';

/** What a thread that only reads works with. */
export interface StoreReader {
  readonly full: FullReader;
  readonly exports: ExportReader;
}

/** Opens a read-only connection for a thread of its own; it lives as long as the thread. */
export function openReader(path: string, tell: (experimentId: string, damage: DamagedChunk) => void): StoreReader {
  const sql = new PreparedSql(connect(path, 'reader'));
  return { full: new FullReader(sql, tell), exports: new ExportReader(sql, tell) };
}
