import type { Sql } from '../../../daemon/api/database.js';
import type { RunFacts } from '../run-facts.js';
import { orNull } from '../sql-text.js';

interface SessionRow {
  readonly number: number;
  readonly started_at: number | null;
  readonly pid: number | null;
}

/** The sessions of a run: a new time of creation or pid in `meta.json` is a new one (DISK-37). */
export class SessionList {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Notes the session that the files show now; gives how many are known. */
  note(experimentId: string, facts: RunFacts): number {
    const last = this.#sql.get<SessionRow>('select number, started_at, pid from experiments_sessions where experiment_id = ? order by number desc limit 1', experimentId);
    if (facts.created_at === null || (last && last.started_at === facts.created_at && last.pid === facts.pid)) return last?.number ?? 0;
    const number = (last?.number ?? 0) + 1;
    this.#sql.run('insert into experiments_sessions (experiment_id, number, started_at, hostname, pid) values (?, ?, ?, ?, ?)', experimentId, number, facts.created_at, orNull(facts.hostname), facts.pid);
    return number;
  }
}
