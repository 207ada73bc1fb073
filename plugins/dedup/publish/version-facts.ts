import type { Database } from '../../../daemon/api/database.js';
import { saidOf, versionQuery, type VersionRow } from '../catalog/version-rows.js';
import type { VersionFacts } from './documents.js';

/** What `metadata.json` of a version says now, from its rows. */
export async function versionFacts(database: Database, id: string): Promise<VersionFacts> {
  const [row] = await database.rows<VersionRow>(versionQuery(database.reader).where('dedup_versions.id', id));
  if (row === undefined) throw new Error(`there is no version ${id}`);
  const { type, name, version, created_at, created_by_run, created_by_user, size_bytes, num_files, num_references, manifest_digest } = row;
  return {
    type, name, version, created_at, created_by_run, created_by_user, size_bytes, num_files, num_references, manifest_digest,
    ...saidOf(row),
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    parents: JSON.parse(row.parents) as string[],
  };
}
