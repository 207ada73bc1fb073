import type { Sql } from '../../../daemon/api/database.js';
import { labelsOf } from '../own/own-facts.js';
import { readOwn } from '../own/own-row.js';
import { searchedLabels, shownRow, tagRows } from '../own/shown-row.js';
import type { FoundRun } from '../../../daemon/api/watch.js';
import type { RunFacts } from '../run-facts.js';
import type { StatusClass } from '../status-class.js';
import { searchedFiles } from './fact-rows.js';
import { upsert, upsertAll } from './upsert.js';

/** Renews what is shown of a run after its files changed; own facts are read, never written. */
export class ShownLabels {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  renew(run: FoundRun, facts: RunFacts, classBefore: StatusClass | undefined): void {
    const { experimentId } = run;
    const own = this.#sql.get<{ facts: string }>('select facts from experiments_own where experiment_id = ?', experimentId);
    const labels = labelsOf(facts, readOwn(own?.facts));
    const state = this.#stateAfter(experimentId, facts.class, classBefore);
    upsert(this.#sql, 'experiments_shown', ['experiment_id'], { ...shownRow(experimentId, labels), state });
    upsert(this.#sql, 'experiments_searched', ['experiment_id'], { experiment_id: experimentId, files: searchedFiles(run, facts), labels: searchedLabels(labels) });
    if (classBefore !== undefined) this.#sql.run('delete from experiments_tags where experiment_id = ?', experimentId);
    upsertAll(this.#sql, 'experiments_tags', ['experiment_id', 'tag'], tagRows(experimentId, labels));
  }

  /** While a run stays running its state is the liveness timer's to say. */
  #stateAfter(experimentId: string, kind: StatusClass, before: StatusClass | undefined): string {
    if (kind !== 'running' || before !== 'running') return kind;
    return this.#sql.get<{ state: string }>('select state from experiments_shown where experiment_id = ?', experimentId)?.state ?? kind;
  }
}
