import type { Knex } from 'knex';
import { slices } from '../adopt/slices.js';

/** Tables of this plugin whose rows refer to digests (POOL-20). A place is none: its bytes are the user's own file. */
const roots = ['dedup_files', 'dedup_collection_files'] as const;
/** Fits into every database's bound of values in one statement. */
const most = 500;

/** Of these digests those that rows refer to, as the connection or transaction sees them. */
export async function referredTo(connection: Knex, digests: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const table of roots) {
    for (const part of slices(digests, most)) {
      const rows = await connection(table).whereIn('digest', part).distinct<{ digest: string }[]>('digest');
      for (const { digest } of rows) found.add(digest);
    }
  }
  return found;
}

interface Reference {
  readonly digest: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
}

/** Who refers to each of these digests, in words: `model/net:v3`, or the folder that was archived. */
export async function referrers(connection: Knex, digests: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const add = (digest: string, who: string): void => void found.set(digest, (found.get(digest) ?? new Set<string>()).add(who));
  for (const part of slices(digests, most)) {
    const versions = await connection('dedup_files')
      .join('dedup_versions', 'dedup_versions.id', 'dedup_files.version_id')
      .join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id')
      .whereIn('dedup_files.digest', part)
      .select<Reference[]>('dedup_files.digest as digest', 'type', 'name', 'version');
    for (const { digest, type, name, version } of versions) add(digest, `${type}/${name}:v${version}`);
    const collections = await connection('dedup_collection_files').whereIn('digest', part).select<{ digest: string; collection_path: string }[]>('digest', 'collection_path');
    for (const { digest, collection_path } of collections) add(digest, collection_path);
  }
  return found;
}
