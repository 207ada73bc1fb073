import type { Database } from '../../../daemon/api/database.js';
import { deletedAt } from '../catalog/version-rows.js';

/** A version as far as it is counted. */
export interface CountedVersion {
  readonly artifact_id: string;
  readonly run_id: string | null;
  readonly isDeleted: boolean;
}

interface Row extends Omit<CountedVersion, 'isDeleted'> {
  readonly id: string;
  readonly marked: string | null;
  readonly mark_deleted_at: number | null;
  readonly file_deleted_at: number | null;
}

const page = 1000;

/** All versions by their ids, read a page at a time, so that others are served meanwhile. */
export async function countedVersions(database: Database): Promise<ReadonlyMap<string, CountedVersion>> {
  const found = new Map<string, CountedVersion>();
  for (let last = ''; ;) {
    const query = database.reader('dedup_versions').leftJoin('dedup_marks', 'dedup_marks.version_id', 'dedup_versions.id').where('dedup_versions.id', '>', last).orderBy('dedup_versions.id').limit(page);
    const rows = await database.rows<Row>(query.select('dedup_versions.id as id', 'artifact_id', 'created_by_run as run_id', 'dedup_marks.version_id as marked', 'dedup_marks.deleted_at as mark_deleted_at', 'dedup_versions.deleted_at as file_deleted_at'));
    for (const row of rows) found.set(row.id, { artifact_id: row.artifact_id, run_id: row.run_id, isDeleted: deletedAt(row) !== null });
    const end = rows.at(-1)?.id;
    if (end === undefined) return found;
    last = end;
    await new Promise(setImmediate);
  }
}
