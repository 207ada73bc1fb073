import { createHash } from 'node:crypto';
import type { Draft, Publication } from './draft.js';

/** A version as `versions.json` lists it. */
export interface IndexEntry {
  readonly version: number;
  readonly created_at: number | null;
  readonly created_by_run: string | null;
  readonly size_bytes: number;
  readonly num_files: number;
  readonly status: string;
}

export interface Index {
  readonly type: string;
  readonly name: string;
  readonly versions: readonly IndexEntry[];
  readonly aliases: Readonly<Record<string, number>>;
  readonly updated_at: number;
}

/** What `metadata.json` says of a version; tags and description may change after it was made. */
export interface VersionFacts {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly created_by_run: string | null;
  readonly created_by_user: string | null;
  readonly size_bytes: number;
  readonly num_files: number;
  readonly num_references: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly parents: readonly string[];
  readonly manifest_digest: string | null;
}

/** `manifest.json`: the same text for the same content, since its digest is told. */
export function manifestText({ draft, created_at }: Publication): string {
  const files = draft.files.map(({ path, size, digest, modified_at }) => ({ path, size, digest: `sha256:${digest}`, modified_at }));
  return text({ files, references: draft.references, total_size: sizeOf(draft), total_files: files.length, total_references: draft.references.length, created_at });
}

/** `metadata.json`, in the words of the seed. */
export function metadataText({ parents, ...facts }: VersionFacts): string {
  return text({ ...facts, status: 'ready', aliases: [], parent_artifacts: parents, made_with: 'runkeep' });
}

/** What is said of a version when it is made. */
export function factsOf(publication: Publication): VersionFacts {
  const { draft, version, created_at } = publication;
  const { type, name, metadata, description, tags, parents, user, made_by, files, references } = draft;
  return {
    type, name, version, created_at, metadata, description, tags, parents,
    updated_at: created_at,
    created_by_run: made_by?.run_id ?? null,
    created_by_user: user,
    size_bytes: sizeOf(draft),
    num_files: files.length,
    num_references: references.length,
    manifest_digest: digestOf(manifestText(publication)),
  };
}

/** `versions.json`; of the aliases only the map counts (DISK-55). */
export function indexText({ type, name, versions, aliases, updated_at }: Index): string {
  const entries = versions.map((entry) => ({ ...entry, aliases: Object.entries(aliases).flatMap(([alias, version]) => (version === entry.version ? [alias] : [])) }));
  return text({ artifact_name: name, artifact_type: type, versions: entries, aliases, created_at: versions[0]?.created_at ?? updated_at, updated_at });
}

/** SHA-256 of a text, hex. */
export function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Bytes of the files; references are not stored (DISK-58). */
export function sizeOf({ files }: Pick<Draft, 'files'>): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function text(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
