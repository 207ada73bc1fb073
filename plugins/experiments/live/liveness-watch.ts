import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { stateOf, type CatalogRow } from '../catalog/row.js';
import type { Host } from '../liveness.js';

type RunningRow = Pick<CatalogRow, 'id' | 'class' | 'hostname' | 'pid' | 'boot_id' | 'process_started_at' | 'created_at' | 'heartbeat_at' | 'updated_at'> & { readonly state: string };

export interface LivenessParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly host: Host;
  /** Told which runs look different now. */
  readonly touched: (ids: readonly string[]) => void;
}

/** Looks again at the runs whose files say “running”, and keeps the state that filters and counts use. */
export class LivenessWatch {
  readonly #parts: LivenessParts;

  constructor(parts: LivenessParts) {
    this.#parts = parts;
  }

  /** Concludes the state of every such run now; writes and tells those that flipped. */
  async look(): Promise<void> {
    const { database, clock, host, touched } = this.#parts;
    const rows = await database.reader('experiments as e').join('experiments_shown as s', 's.experiment_id', 'e.id').where('e.class', 'running').select<RunningRow[]>('e.id', 'e.class', 'e.hostname', 'e.pid', 'e.boot_id', 'e.process_started_at', 'e.created_at', 'e.heartbeat_at', 'e.updated_at', 's.state');
    const flipped = rows.map((row) => ({ id: row.id, before: row.state, after: stateOf(row, host, clock.now()) })).filter(({ before, after }) => before !== after);
    if (flipped.length === 0) return;
    await database.write(async (transaction) => {
      for (const { id, before, after } of flipped) await transaction('experiments_shown').where({ experiment_id: id, state: before }).update({ state: after });
    });
    touched(flipped.map(({ id }) => id));
  }
}
