import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import type { AdoptionProgress, AdoptionReport, ArtifactDetail, ArtifactRef, ArtifactStore, ArtifactSummary, ArtifactVersion } from '../../../schemas/contracts/artifact-store.js';
import type { ArtifactEvaluation, EvaluationRequest, PromotionRequest, StageTransition } from '../../../schemas/dedup-lifecycle.js';
import type { Adopting } from '../adopt/adopting.js';
import { evaluate, promote } from '../lifecycle/say.js';
import type { SqlArtifacts } from './sql-artifacts.js';

export interface SqlArtifactStoreParts {
  readonly artifacts: SqlArtifacts;
  readonly adopting: Adopting;
  readonly database: Database;
  readonly clock: Clock;
}

/** Artifacts as other plugins may use them. */
export class SqlArtifactStore implements ArtifactStore {
  readonly #parts: SqlArtifactStoreParts;

  constructor(parts: SqlArtifactStoreParts) {
    this.#parts = parts;
  }

  list(query: { readonly type?: string }): Promise<ArtifactSummary[]> {
    return this.#parts.artifacts.list(query);
  }

  versions(artifact: Omit<ArtifactRef, 'version'>): Promise<ArtifactVersion[]> {
    return this.#parts.artifacts.versions(artifact);
  }

  detail(ref: ArtifactRef): Promise<ArtifactDetail> {
    return this.#parts.artifacts.detail(ref);
  }

  stats(): ReturnType<ArtifactStore['stats']> {
    return this.#parts.artifacts.stats();
  }

  remove(ref: ArtifactRef, reason: string): Promise<void> {
    return this.#mark(ref, { deleted_at: this.#parts.clock.now(), reason });
  }

  restore(ref: ArtifactRef): Promise<void> {
    return this.#mark(ref, { deleted_at: null, reason: null });
  }

  async promote(ref: ArtifactRef, wish: PromotionRequest): Promise<StageTransition> {
    return promote(this.#parts, await this.#parts.artifacts.version(ref), wish);
  }

  async evaluate(ref: ArtifactRef, said: EvaluationRequest): Promise<ArtifactEvaluation> {
    return evaluate(this.#parts, await this.#parts.artifacts.version(ref), said);
  }

  adopt(tell: (progress: AdoptionProgress) => void, signal: AbortSignal): Promise<AdoptionReport> {
    return this.#parts.adopting.run(tell, signal);
  }

  async #mark(ref: ArtifactRef, mark: { readonly deleted_at: number | null; readonly reason: string | null }): Promise<void> {
    const { id } = await this.#parts.artifacts.version(ref);
    await this.#parts.database.write((transaction) => transaction('dedup_marks').insert({ version_id: id, ...mark }).onConflict('version_id').merge());
  }
}
