import type { Sql } from '../api/database.js';
import type { DatabaseSpace } from '../api/upkeep.js';
import type { MetricWriter } from '../api/metric-writer.js';
import { connect } from './connection.js';
import { FreedSpace } from './freed-space.js';
import { LineSql } from './line-sql.js';
import { Sealing, type SealingOptions } from './sealing/sealing.js';
import { SqlMetricWriter } from './sql-metric-writer.js';

/** What the line's worker writes through; both parts share one connection and one open transaction. */
export interface LineStore {
  readonly writer: MetricWriter;
  readonly sql: Sql;
  readonly space: DatabaseSpace;
  /** Rolls back what is not committed, then closes the connection. */
  close(): void;
}

export interface LineStoreOptions {
  readonly seriesLimit?: number;
  readonly logBytes?: number;
  /** Encodes the blocks of bulk on another thread; absent: on this one. */
  readonly sealing?: SealingOptions | undefined;
}

/** Opens the ingest line's own NORMAL connection to a database whose host tables exist (REL-41). */
export function openLineStore(path: string, options: LineStoreOptions = {}): LineStore {
  const connection = connect(path, 'normal');
  const sql = new LineSql(connection, options.logBytes);
  const sealing = options.sealing && new Sealing(options.sealing);
  const writer = new SqlMetricWriter(sql, { seriesLimit: options.seriesLimit, sealing });
  return {
    writer,
    sql,
    space: new FreedSpace(sql),
    close() {
      writer.rollback();
      connection.close();
      sealing?.close();
    },
  };
}
