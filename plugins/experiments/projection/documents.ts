import type { Sql } from '../../../daemon/api/database.js';
import type { FoundRun, RunDocument, RunStanding, WatchContext } from '../../../daemon/api/watch.js';
import { runFacts, type RunFacts } from '../run-facts.js';
import { statusClass, type StatusClass } from '../status-class.js';
import { DocumentMemory } from './document-memory.js';
import { claimOf } from './claim.js';
import { factRow, foldedRow } from './fact-rows.js';
import { SessionList } from './sessions.js';
import { ShownLabels } from './shown-labels.js';
import type { TotalsProjection } from './totals.js';
import { upsert } from './upsert.js';
import { ValueRows } from './value-rows.js';

/** Turns the JSON documents of a run into its rows. */
export class DocumentProjection {
  readonly #sql: Sql;
  readonly #memory: DocumentMemory;
  readonly #sessions: SessionList;
  readonly #shown: ShownLabels;
  readonly #totals: TotalsProjection;
  readonly #values: ValueRows;

  constructor(context: WatchContext, totals: TotalsProjection) {
    this.#sql = context.sql;
    this.#memory = new DocumentMemory(context);
    this.#sessions = new SessionList(context.sql);
    this.#shown = new ShownLabels(context.sql);
    this.#values = new ValueRows(context.sql);
    this.#totals = totals;
  }

  take(run: FoundRun, read: ReadonlyMap<string, RunDocument>): RunStanding {
    const { documents, changed } = this.#memory.recall(run.experimentId, read);
    const stored = this.#stored(run.experimentId);
    const isPulseOnly = stored !== undefined && [...changed].every((name) => name === 'heartbeat');
    if (isPulseOnly) return this.#pulse(run.experimentId, documents, stored);
    const facts = runFacts(run, documents);
    this.#write(run, facts, documents, stored);
    if (stored === undefined || changed.has('config.json') || changed.has('assets.json')) this.#values.params(run.experimentId, documents);
    if (stored === undefined || changed.has('summary.json')) this.#values.summary(run.experimentId, documents);
    // totals are told after the documents: a run that was not known has none
    if (stored !== undefined) this.#totals.renew(run.experimentId, 'all');
    return { ended: hasEnded(facts.class) };
  }

  #write(run: FoundRun, facts: RunFacts, documents: ReadonlyMap<string, RunDocument>, stored: StoredRun | undefined): void {
    const sessions = this.#sessions.note(run.experimentId, facts);
    const updated = Math.max(facts.modified_at, stored?.last_ts ?? 0);
    upsert(this.#sql, 'experiments', ['id'], { ...factRow(run, facts), ...claimOf(documents.get('summary.json')?.value), session_count: sessions, updated_at: updated });
    upsert(this.#sql, 'experiments_folded', ['experiment_id'], foldedRow(run, facts));
    this.#shown.renew(run, facts, stored?.class);
  }

  /** A heartbeat comes every ten seconds from every run: nothing else is written for it. */
  #pulse(experimentId: string, documents: ReadonlyMap<string, RunDocument>, stored: StoredRun): RunStanding {
    const pulse = documents.get('heartbeat');
    if (pulse && pulse.state !== 'missing') this.#sql.run('update experiments set heartbeat_at = ?, updated_at = max(updated_at, ?) where id = ?', pulse.modified, pulse.modified, experimentId);
    return { ended: hasEnded(stored.class) };
  }

  #stored(experimentId: string): StoredRun | undefined {
    return this.#sql.get<StoredRun>('select class, last_ts from experiments where id = ?', experimentId);
  }
}

interface StoredRun {
  readonly class: StatusClass;
  readonly last_ts: number | null;
}

function hasEnded(kind: StatusClass): boolean {
  return kind !== 'running' && kind !== statusClass(null);
}
