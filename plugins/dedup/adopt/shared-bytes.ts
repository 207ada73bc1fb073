import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { FilePool } from '../pool/file-pool.js';

/** Bytes of which only files of the user have a copy. */
export interface UnsecuredBlob {
  readonly digest: string;
  readonly size: number;
  /** Where a verified copy lies, relative to the root. */
  readonly path: string;
}

interface Row {
  readonly digest: string;
  readonly size: number;
  readonly path: string;
  readonly links: number;
}

/** Blobs that the pool does not hold; `shared` keeps those whose bytes have several names, through any of which they may be overwritten. */
export async function unsecured(database: Database, which: 'all' | 'shared'): Promise<UnsecuredBlob[]> {
  const query = database.reader('dedup_places').join('dedup_blobs', 'dedup_blobs.digest', 'dedup_places.digest').whereNull('dedup_blobs.pool_inode');
  const rows = (await query.select('dedup_places.digest as digest', 'dedup_blobs.size as size', 'dedup_places.path as path', 'dedup_places.links as links').orderBy('dedup_places.digest').orderBy('dedup_places.links')) as Row[]; // Knex tells the columns of a join as any
  const first = new Map<string, Row>();
  for (const row of rows) if (!first.has(row.digest)) first.set(row.digest, row);
  return [...first.values()].filter(({ links }) => which === 'all' || links > 1).map(({ digest, size, path }) => ({ digest, size, path }));
}

/** Takes shared bytes into the pool where the file system does it for nothing; answers those that stay at risk. */
export async function cloneShared(pool: FilePool, database: Database, root: string, signal: AbortSignal): Promise<UnsecuredBlob[]> {
  const blobs = await unsecured(database, 'shared');
  const smallest = blobs.toSorted((one, other) => one.size - other.size)[0];
  if (smallest === undefined || !(await pool.canClone(join(root, smallest.path)))) return blobs;
  for (const [index, { digest, size, path }] of blobs.entries()) {
    signal.throwIfAborted();
    try {
      await pool.store({ from: join(root, path), digest, size, method: 'clone', signal });
    } catch (failure) {
      if (!(failure instanceof RunkeepError)) throw failure;
      // one file that changed says nothing of the next one; a disk that cannot clone, or is full, does
      if (failure.code !== 'digest-mismatch' && failure.code !== 'source-changed' && failure.code !== 'source-gone') return blobs.slice(index);
    }
  }
  return unsecured(database, 'shared');
}
