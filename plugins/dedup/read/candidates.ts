import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Damage } from '../fsck/damage.js';
import type { FilePool } from '../pool/file-pool.js';

/** A place where the bytes of a digest should lie. */
export interface Candidate {
  /** Absolute path. */
  readonly path: string;
  /** Key of its row in dedup_places; undefined: it is the pool's own object. */
  readonly place: string | undefined;
}

export interface CandidateParts {
  readonly root: string;
  readonly database: Database;
  readonly pool: FilePool;
  /** Hears of an object that is not what its name says. */
  readonly damage: Pick<Damage, 'found'>;
}

/** Where bytes may be read: the pool, then files of the user that were verified, `preferred` first. */
export async function candidatesOf({ root, database, pool }: CandidateParts, digest: string, preferred: string | null): Promise<Candidate[]> {
  const places = await database.rows<{ path: string }>(database.reader('dedup_places').where({ digest }).select('path').orderBy('links').orderBy('path'));
  const sorted = places.map(({ path }) => path).sort((one, other) => Number(other === preferred) - Number(one === preferred));
  const owned = await database.rows<{ digest: string }>(database.reader('dedup_blobs').where({ digest }).whereNotNull('pool_inode').select('digest'));
  const own = owned.length === 0 ? [] : [{ path: await pool.pathOf(digest), place: undefined }];
  return [...own, ...sorted.map((path) => ({ path: join(root, path), place: path }))];
}

/** The bytes there are wrong or gone: nobody reads them there again before they are verified anew. */
export async function disown({ database, damage }: CandidateParts, digest: string, { place }: Candidate): Promise<void> {
  if (place === undefined) return damage.found(digest, 'it was not intact when it was read');
  await database.write(async (transaction) => {
    await transaction('dedup_places').where({ path: place, digest }).delete();
    await transaction('dedup_files').where({ place, digest }).update({ state: 'corrupt' });
  });
}
