import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { stateOf, type CatalogRow } from '../catalog/row.js';
import type { Host } from '../liveness.js';

type RunningRow = Pick<CatalogRow, 'id' | 'class' | 'hostname' | 'pid' | 'boot_id' | 'process_started_at' | 'created_at' | 'heartbeat_at' | 'updated_at'> & { readonly state: string };

const columns = ['e.id', 'e.class', 'e.hostname', 'e.pid', 'e.boot_id', 'e.process_started_at', 'e.created_at', 'e.heartbeat_at', 'e.updated_at', 'e.state'];
/** Ids in one question. */
const batch = 500;
/** Every so many looks those that were given up are looked at too. */
const looksOfAll = 60;

export interface LivenessParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly host: Host;
  /** Told which runs look different now. */
  readonly touched: (ids: readonly string[]) => void;
}

/**
 * Looks again at the runs whose files say “running”, and keeps the state that filters and counts use. Of those that fell
 * silent only the ones that stirred are looked at, so that a root full of crashed runs costs nothing.
 */
export class LivenessWatch {
  readonly #parts: LivenessParts;
  readonly #stirred = new Set<string>();
  #looks = 0;

  constructor(parts: LivenessParts) {
    this.#parts = parts;
  }

  /** These runs changed: they may live again. */
  stirred(ids: readonly string[]): void {
    for (const id of ids) this.#stirred.add(id);
  }

  /** Concludes the state of every such run now; writes and tells those that flipped. */
  async look(): Promise<void> {
    const { database, clock, host, touched } = this.#parts;
    const rows = await this.#rows();
    const now = clock.now();
    const flipped = rows.map((row) => ({ id: row.id, before: row.state, after: stateOf(row, host, now) })).filter(({ before, after }) => before !== after);
    if (flipped.length === 0) return;
    await database.write(async (transaction) => {
      for (const { id, before, after } of flipped) await transaction('experiments_shown').where({ experiment_id: id, state: before }).update({ state: after });
    });
    touched(flipped.map(({ id }) => id));
  }

  async #rows(): Promise<RunningRow[]> {
    const stirred = [...this.#stirred];
    this.#stirred.clear();
    const states = this.#looks++ % looksOfAll === 0 ? ['running', 'stale', 'interrupted'] : ['running'];
    const found = await this.#asked((query) => void query.whereIn('e.state', states));
    for (let at = 0; at < stirred.length; at += batch) found.push(...(await this.#asked((query) => void query.whereIn('e.id', stirred.slice(at, at + batch)))));
    return [...new Map(found.map((row) => [row.id, row])).values()];
  }

  #asked(narrow: (query: Knex.QueryBuilder) => void): Promise<RunningRow[]> {
    const query = this.#parts.database.reader('experiments as e').where('e.class', 'running').whereNotNull('e.state').select(...columns);
    narrow(query);
    return this.#parts.database.rows<RunningRow>(query);
  }
}
