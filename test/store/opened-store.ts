import type { TestContext } from 'node:test';
import { join } from 'node:path';
import type { MetricWriter, Stream } from '../../daemon/api/metric-writer.js';
import type { Unsealed } from '../../daemon/api/metrics.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore, type LineStore } from '../../daemon/store/open-line-store.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import { atEnd } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { blockOf, type PlainRow } from './event-blocks.js';

/** A database in a fresh folder with both halves of the metric engine; the line lives in this thread. */
export interface OpenedStore {
  readonly folder: string;
  readonly database: SqlDatabase;
  readonly line: LineStore;
  readonly writer: MetricWriter;
  readonly metrics: SqlMetrics;
}

/** Opens everything and closes it when the test ends. */
export async function openedStore(t: TestContext, options: { readonly seriesLimit?: number } = {}): Promise<OpenedStore> {
  const folder = tempFolder(t);
  const database = await openDatabase({ database: join(folder, 'runkeep.db') }, quietLog, new ManualClock());
  atEnd(t, () => database.close());
  const line = openLineStore(database.path, options);
  atEnd(t, () => line.close());
  const unsealed: Unsealed = { of: async (experimentId) => line.writer.unsealed(experimentId) };
  return { folder, database, line, writer: line.writer, metrics: new SqlMetrics(database.sql, unsealed, quietLog) };
}

/** Appends rows to a stream where its last block ended. */
export function appendRows(writer: MetricWriter, stream: Stream, rows: readonly PlainRow[]): void {
  const end = writer.unsealed(stream.experimentId).find((held) => held.counts.file === stream.file)?.counts.offset ?? stream.cursor.offset;
  writer.append(stream, blockOf(rows, end), '1', '2', (offset) => `hash-${offset}`);
}
