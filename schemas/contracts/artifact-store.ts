import type { ArtifactEvaluation, ArtifactLifecycle, EvaluationRequest, PromotionRequest, StageTransition } from '../dedup-lifecycle.js';
import type { MigrationFinding } from '../migration.js';
import { Token } from './token.js';

/** A version of an artifact; the type may be left out where the name is in use under one type only. */
export interface ArtifactRef {
  readonly type?: string;
  readonly name: string;
  readonly version: number;
}

/** One row of a list of artifacts. Sizes are bytes of files, references not counted (DISK-58); times are Unix seconds. */
export interface ArtifactSummary {
  readonly type: string;
  readonly name: string;
  readonly versions: number;
  /** Highest version that is not deleted; null when there is none. */
  readonly latest: number | null;
  readonly size_bytes: number;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly aliases: Readonly<Record<string, number>>;
}

export interface ArtifactFile {
  readonly path: string;
  /** SHA-256, hex. */
  readonly digest: string;
  readonly size: number;
  readonly modified_at: number | null;
  /** `unverified`: not looked at yet. */
  readonly state: 'ok' | 'corrupt' | 'missing' | 'unverified';
}

export interface ArtifactReference {
  readonly uri: string;
  readonly checksum: string | null;
  readonly size: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ArtifactVersion {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly created_at: number | null;
  readonly created_by_run: string | null;
  readonly created_by_user: string | null;
  /** As its maker wrote it. */
  readonly status: string;
  readonly size_bytes: number;
  readonly num_files: number;
  readonly num_references: number;
  readonly aliases: readonly string[];
  readonly deleted_at: number | null;
  /** What is wrong with it, in words; its files say it themselves. */
  readonly damage: readonly string[];
}

export interface ArtifactDetail extends ArtifactVersion {
  readonly updated_at: number | null;
  readonly description: string | null;
  /** SHA-256 of its manifest's text as its maker wrote it down, hex. */
  readonly manifest_digest: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly parents: readonly string[];
  readonly files: readonly ArtifactFile[];
  readonly references: readonly ArtifactReference[];
  /** What its maker and people said of its stage, and what was measured. */
  readonly lifecycle: ArtifactLifecycle;
  /** Further fields of metadata.json, as its maker wrote them. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** How far an adoption is; `files` are payload files. */
export interface AdoptionProgress {
  readonly done: number;
  readonly of: number;
}

export interface AdoptionReport {
  readonly versions: number;
  readonly files: number;
  /** Distinct bytes that were verified. */
  readonly bytes: number;
  /** Bytes that have several names and no copy in the pool: an edit in place through one of them changes all. */
  readonly at_risk: { readonly files: number; readonly bytes: number };
  readonly findings: readonly MigrationFinding[];
}

/** Artifacts and their bytes, as the plugin `dedup` lends them. Asked wrongly it rejects with a RunkeepError. */
export interface ArtifactStore {
  list(query: { readonly type?: string }): Promise<ArtifactSummary[]>;
  versions(artifact: Omit<ArtifactRef, 'version'>): Promise<ArtifactVersion[]>;
  detail(ref: ArtifactRef): Promise<ArtifactDetail>;
  /** Distinct stored bytes and what sharing them saved. */
  stats(): Promise<{ readonly artifacts: number; readonly versions: number; readonly size_bytes: number; readonly stored_bytes: number; readonly by_type: Readonly<Record<string, { readonly count: number; readonly versions: number; readonly size_bytes: number }>> }>;
  /** Into the recycle bin, and out of it; no file is touched. */
  remove(ref: ArtifactRef, reason: string): Promise<void>;
  restore(ref: ArtifactRef): Promise<void>;
  /** Another stage, or a measurement: kept in the database, never in a file of the user; refused of what lies in the recycle bin. */
  promote(ref: ArtifactRef, wish: PromotionRequest): Promise<StageTransition>;
  evaluate(ref: ArtifactRef, said: EvaluationRequest): Promise<ArtifactEvaluation>;
  /**
   * Takes in what Runicorn left in `artifacts/` and `archive/` of the root: every payload is hashed before it counts, what differs is
   * a finding, and no file of the user is touched (DISK-55 to 59). Goes on where it was ended, and does nothing twice.
   */
  adopt(tell: (progress: AdoptionProgress) => void, signal: AbortSignal): Promise<AdoptionReport>;
}
export const ArtifactStore = new Token<ArtifactStore>('ArtifactStore');
