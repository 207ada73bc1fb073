import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import { groupBy } from './group-by.js';

export type Aliases = Readonly<Record<string, number>>;

interface AliasRow {
  readonly artifact_id: string;
  readonly alias: string;
  readonly version: number | null;
}

/**
 * The aliases of all artifacts, or of one: what people said here counts before the maker's words. `latest` of an artifact with versions made
 * here is the highest that is not deleted.
 */
export async function aliasesOf(database: Database, artifact?: string): Promise<Map<string, Aliases>> {
  const { reader } = database;
  const of = (query: Knex.QueryBuilder, column: string): Knex.QueryBuilder => (artifact === undefined ? query : query.where(column, artifact));
  const makers = await database.rows<AliasRow>(of(reader('dedup_aliases').select('artifact_id', 'alias', 'version'), 'artifact_id'));
  const own = await database.rows<AliasRow>(of(reader('dedup_own_aliases').select('artifact_id', 'alias', 'version'), 'artifact_id'));
  const newest = await database.rows<{ artifact_id: string; version: number }>(of(newestPresent(reader), 'dedup_own_artifacts.artifact_id'));
  const latest = newest.map((row) => ({ ...row, alias: 'latest' }));
  return new Map([...groupBy([...makers, ...own, ...latest], (row) => row.artifact_id)].map(([id, rows]) => [id, merged(rows)]));
}

/** One move of an alias; a null version takes it away. */
export interface AliasMove {
  readonly artifact_id: string;
  readonly alias: string;
  readonly version: number | null;
  readonly moved_at: number;
  readonly moved_by: string | null;
}

/** Lets an alias name another version, and adds the move to the history; answers what it named before. */
export async function moveAlias(transaction: Knex.Transaction, { artifact_id, alias, version, moved_at, moved_by }: AliasMove): Promise<number | null> {
  const before = await namedBy(transaction, artifact_id, alias);
  if (before === version) return before;
  const last = await transaction('dedup_alias_moves').where({ artifact_id }).max<{ last: number | null }[]>('sequence as last');
  await transaction('dedup_own_aliases').insert({ artifact_id, alias, version }).onConflict(['artifact_id', 'alias']).merge();
  await transaction('dedup_alias_moves').insert({ artifact_id, sequence: (last[0]?.last ?? 0) + 1, alias, from_version: before, to_version: version, moved_at, moved_by });
  return before;
}

/** The version that an alias names, as a transaction sees it; `latest` apart. */
export async function namedBy(transaction: Knex, artifact_id: string, alias: string): Promise<number | null> {
  const [own] = await transaction('dedup_own_aliases').where({ artifact_id, alias }).select<AliasRow[]>('version');
  if (own !== undefined) return own.version;
  const [makers] = await transaction('dedup_aliases').where({ artifact_id, alias }).select<AliasRow[]>('version');
  return makers?.version ?? null;
}

function merged(rows: readonly AliasRow[]): Aliases {
  const last = new Map(rows.map(({ alias, version }) => [alias, version]));
  const sorted = [...last].filter((pair): pair is [string, number] => pair[1] !== null).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted);
}

function newestPresent(reader: Knex): Knex.QueryBuilder {
  return reader('dedup_own_artifacts')
    .join('dedup_versions', 'dedup_versions.artifact_id', 'dedup_own_artifacts.artifact_id')
    .leftJoin('dedup_marks', 'dedup_marks.version_id', 'dedup_versions.id')
    .whereNull('dedup_marks.deleted_at')
    .where((either) => void either.whereNotNull('dedup_marks.version_id').orWhereNull('dedup_versions.deleted_at'))
    .groupBy('dedup_own_artifacts.artifact_id')
    .select('dedup_own_artifacts.artifact_id')
    .max('dedup_versions.version as version');
}
