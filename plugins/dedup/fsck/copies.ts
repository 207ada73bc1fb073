import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Root } from '../../../daemon/api/root.js';
import type { FilePool } from '../pool/file-pool.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';

export interface CopiesParts {
  readonly root: Root;
  readonly database: Database;
  readonly pool: FilePool;
  readonly files: PoolFiles;
}

/** A file that may hold the bytes of a digest. */
export interface Copy {
  /** Absolute path. */
  readonly path: string;
  /** For people. */
  readonly name: string;
  /** Does it lie in the quarantine? */
  readonly isAside: boolean;
}

interface ViewRow {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly path: string;
}

/** Where the bytes may still lie, the likeliest first: files of the user, views of versions, what was set aside (POOL-33). Nothing says that they are right. */
export async function copiesOf({ root, database, pool, files }: CopiesParts, digest: string): Promise<Copy[]> {
  const places = await database.rows<{ path: string }>(database.reader('dedup_places').where({ digest }).orderBy('links').orderBy('path').select('path'));
  const views = await database.rows<ViewRow>(
    database.reader('dedup_files').join('dedup_versions', 'dedup_versions.id', 'dedup_files.version_id').join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id')
      .where('dedup_files.digest', digest).orderBy(['type', 'name', 'version', 'path']).select('type', 'name', 'version', 'path'),
  );
  const names = new Set([...places.map(({ path }) => path), ...views.map(({ type, name, version, path }) => `artifacts/${type}/${name}/v${version}/files/${path}`)]);
  const folder = await pool.folder();
  const aside = await asideOf({ pool, files }, digest);
  return [...[...names].map((name) => ({ path: join(root.path, name), name, isAside: false })), ...aside.map((name) => ({ path: join(folder, '.quarantine', name), name: `.quarantine/${name}`, isAside: true }))];
}

/** What the quarantine holds under a digest, the oldest first. */
export async function asideOf({ pool, files }: Pick<CopiesParts, 'pool' | 'files'>, digest: string): Promise<string[]> {
  return (await namesIn(files, join(await pool.folder(), '.quarantine'))).filter((name) => name.startsWith(`${digest}.`)).sort();
}
