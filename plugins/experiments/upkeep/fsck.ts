import type { Checks } from '../../../daemon/api/checks.js';
import type { Database } from '../../../daemon/api/database.js';
import type { Line } from '../../../daemon/api/line.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Upkeep } from '../../../daemon/api/upkeep.js';
import type { FsckReport } from '../../../schemas/upkeep.js';
import { checkPlan } from './check-plan.js';

export interface FsckParts {
  readonly checks: Checks;
  readonly database: Database;
  readonly line: Line;
  readonly upkeep: Upkeep;
  readonly log: Log;
}

/** Checks the database, and mends what can be read again from the files. */
export class Fsck {
  readonly #parts: FsckParts;
  #running: Promise<void> | undefined;

  constructor(parts: FsckParts) {
    this.#parts = parts;
  }

  /** The check that runs, what it mends included, or the last one. */
  report(): FsckReport {
    const report = this.#parts.checks.report();
    return this.#running === undefined ? report : { ...report, state: 'running' };
  }

  /** Begins a check unless one runs; the answer is its report so far. */
  begin(isToRepair: boolean): FsckReport {
    this.#running ??= this.#run(isToRepair)
      .catch((failure: unknown) => this.#parts.log.error('the check of the database ended early', { cause: String(failure) }))
      .finally(() => (this.#running = undefined));
    return this.report();
  }

  async #run(isToRepair: boolean): Promise<void> {
    const { checks } = this.#parts;
    const { state, findings } = await checks.run('full', checkPlan);
    if (!isToRepair || state !== 'findings') return;
    const ids = [...new Set(findings.flatMap(({ experiment_id: id }) => id ?? []))];
    await this.#repair(ids);
    await checks.run('full', checkPlan);
    checks.repaired(ids);
  }

  /** Reads the files of these experiments anew; rows of those that have none any more go, and so does what belongs to nothing. */
  async #repair(ids: readonly string[]): Promise<void> {
    const { database, line, upkeep } = this.#parts;
    if (ids.length > 0) await line.rebuild(ids);
    const { experiments: { table, id: column }, dependents } = checkPlan;
    const known = new Set<string>(await database.reader(table).whereIn(column, ids).pluck(column));
    const nowhere = ids.filter((id) => !known.has(id));
    if (nowhere.length > 0) await upkeep.purge(nowhere);
    await database.write(async (transaction) => {
      for (const one of dependents) if (nowhere.length > 0) await transaction(one.table).whereIn(one.column, nowhere).delete();
    });
    await upkeep.sweep();
  }
}
