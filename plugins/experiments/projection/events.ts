import type { Sql } from '../../../daemon/api/database.js';
import type { OtherEvent } from '../../../daemon/api/event-block.js';
import type { FoundRun } from '../../../daemon/api/watch.js';
import { toSql } from '../sql-text.js';
import { upsert } from './upsert.js';

/** Keeps the events that are no metrics, by their place in the file: taking them twice changes nothing. */
export class EventProjection {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  take(run: FoundRun, file: string, generation: number, events: readonly OtherEvent[]): void {
    for (const event of events) {
      upsert(this.#sql, 'experiments_events', ['experiment_id', 'file', 'generation', 'offset'], {
        experiment_id: run.experimentId,
        file,
        generation,
        offset: event.offset,
        ts: event.ts,
        type: toSql(event.type),
        data: toSql(event.data),
      });
    }
  }

  /** Events from this offset on are told again. */
  cut(run: FoundRun, file: string, generation: number, offset: number): void {
    this.#sql.run('delete from experiments_events where experiment_id = ? and file = ? and generation = ? and "offset" >= ?', run.experimentId, file, generation, offset);
  }

  forget(run: FoundRun, file: string, generation: number): void {
    this.#sql.run('delete from experiments_events where experiment_id = ? and file = ? and generation < ?', run.experimentId, file, generation);
  }
}
