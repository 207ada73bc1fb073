import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ArtifactEvaluation, EvaluationRequest, PromotionRequest, StageTransition } from '../../../schemas/dedup-lifecycle.js';
import { deletedAt, type VersionRow } from '../catalog/version-rows.js';
import { lifecycleOf } from './lifecycle-of.js';
import { keepSaying, stampsOf, type SayingTable } from './own-sayings.js';

export interface SayParts {
  readonly database: Database;
  readonly clock: Clock;
}

// a version is answered with all that was said of it
const mostSaid = 1000;

/** Gives a version another stage; what its maker wrote stays as it is. */
export function promote({ database, clock }: SayParts, row: VersionRow, { to_stage, notes, evaluator_run_id }: PromotionRequest): Promise<StageTransition> {
  assertPresent(row);
  return database.write(async (transaction) => {
    const { stage, updated_at } = await lifecycleOf(transaction, row);
    const stamp = await nextStamp(transaction, 'dedup_own_transitions', { row, now: clock.now(), after: updated_at });
    const said: StageTransition = { from_stage: stage, to_stage, at: stamp / 1000, notes, evaluator_run_id, source: 'here' };
    await keepSaying(transaction, 'dedup_own_transitions', { version_id: row.id, stamp, said });
    return said;
  });
}

/** Notes what was measured of a version; its id is that of the legacy viewer: name, version and millisecond. */
export function evaluate({ database, clock }: SayParts, row: VersionRow, { status, metrics, test_dataset, evaluator_run_id, notes }: EvaluationRequest): Promise<ArtifactEvaluation> {
  assertPresent(row);
  return database.write(async (transaction) => {
    const stamp = await nextStamp(transaction, 'dedup_own_evaluations', { row, now: clock.now(), after: null });
    const said: ArtifactEvaluation = { id: `${row.name}_v${row.version}_${stamp}`, at: stamp / 1000, status, metrics, test_dataset, evaluator_run_id, notes, source: 'here' };
    await keepSaying(transaction, 'dedup_own_evaluations', { version_id: row.id, stamp, said });
    return said;
  });
}

/** The moment in milliseconds, later than all that was said before: a clock that went back does not take the newest word away. */
async function nextStamp(transaction: Knex.Transaction, table: SayingTable, { row, now, after }: { readonly row: VersionRow; readonly now: number; readonly after: number | null }): Promise<number> {
  const stamps = await stampsOf(transaction, table, row.id);
  if (stamps.length >= mostSaid) throw new RunkeepError('conflict', 'said-too-often', `This was said of ${row.name} v${row.version} ${mostSaid} times already.`, 'Log measurements that come often as metrics of a run.');
  return Math.max(Math.floor(now * 1000), (stamps.at(-1) ?? 0) + 1, Math.floor((after ?? 0) * 1000) + 1);
}

function assertPresent(row: VersionRow): void {
  if (deletedAt(row) !== null) throw new RunkeepError('conflict', 'version-deleted', `Version ${row.version} of ${row.name} lies in the recycle bin.`, 'Restore it first: runkeep artifact restore');
}
