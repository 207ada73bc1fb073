import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { VersionRow } from '../catalog/version-rows.js';

/** A file of a version as its manifest lists it; `place` is where its maker put it, relative to the root. */
export interface ViewedFile {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly place: string | null;
}

/** All files of a version, or the one that is named. */
export async function viewedFiles(database: Database, { id, name, version }: VersionRow, path: string | undefined): Promise<ViewedFile[]> {
  const query = database.reader('dedup_files').where({ version_id: id, ...(path !== undefined && { path }) });
  const files = await database.rows<ViewedFile>(query.select('path', 'digest', 'size', 'place').orderBy('path'));
  if (path !== undefined && files.length === 0) throw new RunkeepError('not-found', 'no-file', `Version ${version} of ${name} holds no file ${path}.`, 'Its files are listed with: runkeep artifact show');
  return files;
}
