import type { Sql } from '../../../daemon/api/database.js';
import type { FoundRun, Projection, RunDocument, RunStanding } from '../../../daemon/api/watch.js';
import { saidArtifacts, type SaidArtifact } from './said-artifacts.js';

const documentsOf = { created: 'artifacts_created.json', used: 'artifacts_used.json' } as const;

/** Names of the documents in which runs say what they made and used. */
export const lineageDocuments: readonly string[] = Object.values(documentsOf);

/** Keeps what runs say of artifacts as rows, in the line's transactions. */
export class RunArtifacts implements Projection {
  readonly #sql: Sql;
  /** What the rows of each run say, as text; runs without rows are left out. */
  #known: Map<string, string> | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  documents({ experimentId }: FoundRun, documents: ReadonlyMap<string, RunDocument>): RunStanding {
    this.#known ??= new Map(this.#sql.all<{ experiment_id: string }>('select distinct experiment_id from dedup_run_artifacts').map(({ experiment_id }) => [experiment_id, '']));
    const [created, used] = [documents.get(documentsOf.created), documents.get(documentsOf.used)];
    // most runs have neither, and each is asked about every ten seconds
    if (isReadable(created) && isReadable(used)) this.#keep(experimentId, [...saidArtifacts('created', created?.value), ...saidArtifacts('used', used?.value)]);
    return { ended: true };
  }

  gone({ experimentId }: FoundRun): void {
    this.#sql.run('delete from dedup_run_artifacts where experiment_id = ?', experimentId);
    this.#known?.delete(experimentId);
  }

  events(): void {
    // lineage is in documents only
  }

  totals(): void {
    // lineage is in documents only
  }

  restarted(): void {
    // lineage is in documents only
  }

  #keep(experimentId: string, said: readonly SaidArtifact[]): void {
    const text = said.length === 0 ? undefined : JSON.stringify(said);
    if (this.#known?.get(experimentId) === text) return;
    this.#sql.run('delete from dedup_run_artifacts where experiment_id = ?', experimentId);
    for (const { relation, version_id, type, name, version, at } of said) {
      this.#sql.run('insert into dedup_run_artifacts (experiment_id, relation, version_id, type, name, version, at) values (?, ?, ?, ?, ?, ?, ?)', experimentId, relation, version_id, type, name, version, at);
    }
    if (text === undefined) this.#known?.delete(experimentId);
    else this.#known?.set(experimentId, text);
  }
}

/** A document that cannot be read says nothing new: the rows stay (DISK-11). */
function isReadable(document: RunDocument | undefined): boolean {
  return document === undefined || document.state === 'missing' || document.value !== undefined;
}
