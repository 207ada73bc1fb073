import type { Knex } from 'knex';
import type { Database } from '../../daemon/api/database.js';
import type { MigratedRun, MigrationFinding, MigrationProgress, MigrationStep } from '../../schemas/migration.js';
import { plainText } from './finding.js';

/** The one row that says how far the migration is. */
export interface StateRow {
  readonly state: MigrationProgress['state'];
  readonly step: MigrationStep;
  readonly generations: readonly string[];
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly failure: string | null;
  readonly artifacts_done: number;
  readonly artifacts_of: number;
}

export type RunRow = Omit<MigratedRun, 'findings'>;

/** What a second count said of a run. */
export interface RunOutcome {
  readonly run: RunRow;
  readonly findings: readonly MigrationFinding[];
}

/** Sums over all runs and findings. */
export interface Totals {
  readonly runs: number;
  readonly verified: number;
  readonly differs: number;
  readonly points: number;
  readonly bytes: number;
  readonly findings: MigrationProgress['findings'];
}

interface StateSum {
  readonly state: RunRow['state'];
  readonly runs: number;
  readonly points: number | null;
  readonly bytes: number | null;
}

interface SeveritySum {
  readonly severity: MigrationFinding['severity'];
  readonly found: number;
}

const onlyRow = 'migration';
const batch = 200;

/** The migration's own tables. */
export class MigrationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async state(): Promise<StateRow | undefined> {
    const [row] = await this.#database.reader('migration_v1_state').where({ id: onlyRow }).select<(Omit<StateRow, 'generations'> & { generations: string })[]>('state', 'step', 'generations', 'started_at', 'ended_at', 'failure', 'artifacts_done', 'artifacts_of');
    return row && { ...row, generations: JSON.parse(row.generations) as string[] };
  }

  /** Writes where the migration stands, together with the findings of a step that ends with it. */
  async stand(row: StateRow, ended?: ScopeFindings): Promise<void> {
    await this.#database.write(async (transaction) => {
      if (ended) await writeFindings(transaction, [ended]);
      await transaction('migration_v1_state').insert({ id: onlyRow, ...row, generations: JSON.stringify(row.generations) }).onConflict('id').merge();
    });
  }

  /** Runs that were taken in; those known already stay as they are. */
  async addRuns(runs: readonly Pick<RunRow, 'experiment_id' | 'run_dir'>[]): Promise<void> {
    await this.#database.write(async (transaction) => {
      for (let at = 0; at < runs.length; at += batch) {
        const rows = runs.slice(at, at + batch).map(({ experiment_id, run_dir }) => ({ experiment_id, run_dir: plainText(run_dir), state: 'taken' }));
        await transaction('migration_v1_runs').insert(rows).onConflict('experiment_id').ignore();
      }
    });
  }

  /** Ids of runs in this state, in an order that does not change, behind `after`. */
  async idsIn(state: RunRow['state'], after: string, limit: number): Promise<string[]> {
    return this.#database.reader('migration_v1_runs').where({ state }).where('experiment_id', '>', after).orderBy('experiment_id').limit(limit).pluck('experiment_id');
  }

  async allIds(after: string, limit: number): Promise<string[]> {
    return this.#database.reader('migration_v1_runs').where('experiment_id', '>', after).orderBy('experiment_id').limit(limit).pluck('experiment_id');
  }

  /** What was counted of runs, each with all of its findings, in one transaction. */
  async settle(outcomes: readonly RunOutcome[]): Promise<void> {
    await this.#database.write(async (transaction) => {
      for (let at = 0; at < outcomes.length; at += batch) {
        const rows = outcomes.slice(at, at + batch).map(({ run }) => ({ ...run, run_dir: plainText(run.run_dir) }));
        await transaction('migration_v1_runs').insert(rows).onConflict('experiment_id').merge(['state', 'events', 'points', 'rejects', 'bytes', 'pending_bytes']);
      }
      await writeFindings(transaction, outcomes.map(({ run, findings }) => ({ scope: `run ${run.experiment_id}`, findings })));
    });
  }

  /** Runs that differed are looked at again. */
  async retry(): Promise<void> {
    await this.#database.write((transaction) => transaction('migration_v1_runs').where({ state: 'differs' }).update({ state: 'taken' }));
  }

  async totals(): Promise<Totals> {
    const { reader } = this.#database;
    const states: readonly StateSum[] = await reader('migration_v1_runs').groupBy('state').select('state').count({ runs: '*' }).sum({ points: 'points', bytes: 'bytes' });
    const kinds: readonly SeveritySum[] = await reader('migration_v1_findings').groupBy('severity').select('severity').count({ found: '*' });
    const runsIn = (state: RunRow['state']): number => states.find((one) => one.state === state)?.runs ?? 0;
    const found = (severity: MigrationFinding['severity']): number => kinds.find((one) => one.severity === severity)?.found ?? 0;
    return {
      runs: states.reduce((sum, { runs }) => sum + runs, 0),
      verified: runsIn('verified'),
      differs: runsIn('differs'),
      points: states.reduce((sum, { points }) => sum + (points ?? 0), 0),
      bytes: states.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
      findings: { note: found('note'), odd: found('odd'), lost: found('lost') },
    };
  }
}

/** All findings of one step or run: they replace those that were there. */
interface ScopeFindings {
  readonly scope: string;
  readonly findings: readonly MigrationFinding[];
}

async function writeFindings(transaction: Knex.Transaction, scopes: readonly ScopeFindings[]): Promise<void> {
  for (let at = 0; at < scopes.length; at += batch) await transaction('migration_v1_findings').whereIn('scope', scopes.slice(at, at + batch).map(({ scope }) => scope)).delete();
  const rows = scopes.flatMap(({ scope, findings }) => findings.map((one, number) => ({ scope, number, ...one, path: one.path === null ? null : plainText(one.path), message: plainText(one.message) })));
  for (let at = 0; at < rows.length; at += batch) await transaction('migration_v1_findings').insert(rows.slice(at, at + batch));
}
