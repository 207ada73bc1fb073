import type { Knex } from 'knex';
import type { ArtifactVersion } from '../../../schemas/contracts/artifact-store.js';

/** A version with its artifact and what people said of it, as one query gives it. */
export interface VersionRow {
  readonly id: string;
  readonly artifact_id: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly created_at: number | null;
  readonly updated_at: number | null;
  readonly created_by_run: string | null;
  readonly created_by_user: string | null;
  readonly description: string | null;
  readonly manifest_digest: string | null;
  readonly status: string;
  readonly size_bytes: number;
  readonly num_files: number;
  readonly num_references: number;
  readonly tags: string;
  readonly parents: string;
  readonly damage: string;
  readonly metadata: string;
  readonly extra: string;
  readonly file_deleted_at: number | null;
  readonly marked: string | null;
  readonly mark_deleted_at: number | null;
  readonly home: 'root' | 'keep' | null;
  readonly said_tags: string | null;
  readonly said_description: string | null;
  readonly describes: unknown;
  readonly said_at: number | null;
}

const columns = ['id', 'artifact_id', 'version', 'created_at', 'updated_at', 'created_by_run', 'created_by_user', 'description', 'manifest_digest', 'status', 'size_bytes', 'num_files', 'num_references', 'tags', 'parents', 'damage', 'metadata', 'extra', 'home'];

/** Selects versions in the order of type, name and number. */
export function versionQuery(reader: Knex): Knex.QueryBuilder {
  return reader('dedup_versions')
    .join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id')
    .leftJoin('dedup_marks', 'dedup_marks.version_id', 'dedup_versions.id')
    .leftJoin('dedup_words', 'dedup_words.version_id', 'dedup_versions.id')
    .select(...columns.map((column) => `dedup_versions.${column} as ${column}`), 'dedup_artifacts.type as type', 'dedup_artifacts.name as name')
    .select('dedup_versions.deleted_at as file_deleted_at', 'dedup_marks.version_id as marked', 'dedup_marks.deleted_at as mark_deleted_at')
    .select('dedup_words.tags as said_tags', 'dedup_words.description as said_description', 'dedup_words.describes as describes', 'dedup_words.said_at as said_at')
    .orderBy(['dedup_artifacts.type', 'dedup_artifacts.name', 'dedup_versions.version']);
}

/** When it was deleted: what people said here counts before the maker's mark. */
export function deletedAt(row: Pick<VersionRow, 'marked' | 'mark_deleted_at' | 'file_deleted_at'>): number | null {
  return row.marked === null ? row.file_deleted_at : row.mark_deleted_at;
}

/** Tags and description: what people said here counts before what was said when the version was made. */
export function saidOf(row: VersionRow): { readonly tags: string[]; readonly description: string | null; readonly updated_at: number | null } {
  return { tags: JSON.parse(row.said_tags ?? row.tags) as string[], description: row.describes ? row.said_description : row.description, updated_at: row.said_at ?? row.updated_at };
}

/** A row as people see it; `aliases` are those of its artifact. */
export function versionOf(row: VersionRow, aliases: Readonly<Record<string, number>>): ArtifactVersion {
  const { type, name, version, created_at, created_by_run, created_by_user, status, size_bytes, num_files, num_references } = row;
  const own = Object.entries(aliases).flatMap(([alias, number]) => (number === version ? [alias] : []));
  return { type, name, version, created_at, created_by_run, created_by_user, status, size_bytes, num_files, num_references, aliases: own, deleted_at: deletedAt(row), damage: JSON.parse(row.damage) as string[] };
}
