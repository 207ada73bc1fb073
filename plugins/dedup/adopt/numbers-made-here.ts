import type { Database } from '../../../daemon/api/database.js';
import { artifactId } from './ids.js';

/** Numbers that versions made here have, each with the home of its documents; undefined: it is only being made. */
export async function numbersMadeHere(database: Database, type: string, name: string): Promise<ReadonlyMap<number, 'root' | 'keep' | undefined>> {
  const query = database.reader('dedup_numbers')
    .leftJoin('dedup_versions', (same) => same.on('dedup_versions.artifact_id', 'dedup_numbers.artifact_id').on('dedup_versions.version', 'dedup_numbers.version'))
    .where('dedup_numbers.artifact_id', artifactId(type, name));
  const rows = await database.rows<{ version: number; home: 'root' | 'keep' | null }>(query.select('dedup_numbers.version as version', 'dedup_versions.home as home'));
  return new Map(rows.map(({ version, home }) => [version, home ?? undefined]));
}
