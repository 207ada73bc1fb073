import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Root } from '../../../daemon/api/root.js';

interface AnyVersionRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly manifest_digest: string | null;
  /** Absent, null or 0: another program made it. */
  readonly made_here?: unknown;
  readonly home?: unknown;
}

/** A version that was made here, with the folder that holds its documents. */
export interface OwnVersion {
  readonly id: string;
  readonly title: string;
  readonly manifestDigest: string | null;
  /** Absolute path. */
  readonly folder: string;
}

/** Of these versions those that were made here; the folders of all others are the user's. */
export async function ownVersions(database: Database, root: Root, ids: readonly string[]): Promise<Map<string, OwnVersion>> {
  const rows = await database.reader('dedup_versions').join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id').whereIn('dedup_versions.id', ids)
    .select<AnyVersionRow[]>('dedup_versions.*', 'dedup_artifacts.type as type', 'dedup_artifacts.name as name');
  return new Map(rows.filter(({ made_here }) => Boolean(made_here)).map((row) => [row.id, ownVersion(row, root)]));
}

function ownVersion({ id, type, name, version, manifest_digest, home }: AnyVersionRow, root: Root): OwnVersion {
  const above = home === 'keep' ? root.keep : root.path;
  return { id, title: `${type}/${name}:v${version}`, manifestDigest: manifest_digest, folder: join(above, 'artifacts', type, name, `v${version}`) };
}
