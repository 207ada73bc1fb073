import type { Database } from '../../../daemon/api/database.js';
import { aliasesOf } from '../catalog/alias-rows.js';
import type { Index, IndexEntry } from './documents.js';
import type { Home } from './draft.js';
import type { Named } from './homes.js';

/** What `versions.json` of a home says now: the versions made here whose documents lie there, and every alias. */
export async function indexOf(database: Database, artifact: Named, home: Home): Promise<Omit<Index, 'updated_at'>> {
  const { id, type, name } = artifact;
  const query = database.reader('dedup_versions').where({ artifact_id: id, home }).select('version', 'created_at', 'created_by_run', 'size_bytes', 'num_files', 'status').orderBy('version');
  return { type, name, versions: await database.rows<IndexEntry>(query), aliases: (await aliasesOf(database, id)).get(id) ?? {} };
}
