import { relative, sep } from 'node:path';
import type { CopiedDatabase } from '../../../daemon/api/database-copies.js';
import type { Database } from '../../../daemon/api/database.js';

/** A file of the root that the copied database names, with the bytes that it must hold. */
export interface NamedFile {
  /** Relative to the root. */
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly isObject: boolean;
}

const pageRows = 5000;

/** Objects of the pool, in the order of their digests; `pool` is the pool's folder relative to the root. */
export async function namedObjects(copy: CopiedDatabase, { reader }: Database, pool: string): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  for (let last = ''; ; last = found.at(-1)?.digest ?? '') {
    const rows = await copy.rows<{ digest: string; size: number }>(reader('dedup_blobs').whereNotNull('pool_inode').where('digest', '>', last).select('digest', 'size').orderBy('digest').limit(pageRows));
    for (const { digest, size } of rows) found.push({ path: `${pool}/${digest.slice(0, 2)}/${digest}`, digest, size, isObject: true });
    if (rows.length < pageRows) return found;
  }
}

/** Files of the user whose bytes are those of artifacts. */
export async function namedPlaces(copy: CopiedDatabase, { reader }: Database): Promise<NamedFile[]> {
  const found: NamedFile[] = [];
  for (let last = ''; ; last = found.at(-1)?.path ?? '') {
    const rows = await copy.rows<{ path: string; digest: string; size: number }>(reader('dedup_places').where('path', '>', last).select('path', 'digest', 'size').orderBy('path').limit(pageRows));
    for (const row of rows) found.push({ ...row, isObject: false });
    if (rows.length < pageRows) return found;
  }
}

/** Where the pool will lie in a restored root: a keep elsewhere does not exist there. */
export function poolWithin(root: string, pool: string): string {
  const path = relative(root, pool);
  return path.startsWith('..') ? '.runkeep/pool' : path.split(sep).join('/');
}
