import { setImmediate as others } from 'node:timers/promises';
import type { Database } from '../../../daemon/api/database.js';
import { slices } from '../adopt/slices.js';
import type { PoolStat } from './pool-files.js';

/** What was true of an object when it was published or verified. */
export interface ObjectRow {
  readonly digest: string;
  readonly size: number;
  readonly pool_device: string;
  readonly pool_inode: string;
  readonly pool_mtime_ns: string;
  readonly verified_at: number;
}

/** A row as it is found. */
export interface KeptRow extends ObjectRow {
  /** When a collection first saw that nothing refers to it (POOL-20); null = something did, or none looked yet. */
  readonly unreferenced_at: number | null;
}

/** More are not compared with a new file before it is copied. */
const mostAlike = 8;
// The main thread runs these statements: each takes it a few milliseconds, and others have their turn in between.
const mostAsked = 200;
const mostWritten = 100;

/** The pool's rows in `dedup_blobs`. */
export class BlobRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rows of the digests that have an object. */
  async of(digests: readonly string[]): Promise<Map<string, KeptRow>> {
    const found = new Map<string, KeptRow>();
    for (const part of slices(digests, mostAsked)) {
      const rows: KeptRow[] = await this.#database.rows<KeptRow>(this.#database.reader('dedup_blobs').whereIn('digest', part).where('state', 'kept').whereNotNull('pool_inode').select('digest', 'size', 'pool_device', 'pool_inode', 'pool_mtime_ns', 'verified_at', 'unreferenced_at'));
      for (const row of rows) found.set(row.digest, row);
      await others();
    }
    return found;
  }

  /** Digests of some objects of each of these sizes, the newest first. */
  async ofSizes(sizes: readonly number[]): Promise<Map<number, string[]>> {
    const { reader } = this.#database;
    const known: { size: number }[] = await reader('dedup_blobs').whereIn('size', [...new Set(sizes)]).where('state', 'kept').whereNotNull('pool_inode').distinct<{ size: number }[]>('size');
    const found = new Map<number, string[]>();
    for (const { size } of known) {
      const rows = await this.#database.rows<{ digest: string }>(reader('dedup_blobs').where({ size, state: 'kept' }).whereNotNull('pool_inode').orderBy('verified_at', 'desc').limit(mostAlike).select('digest'));
      found.set(size, rows.map(({ digest }) => digest));
    }
    await others();
    return found;
  }

  /** In one durable transaction (REL-11, step 10). */
  async keep(rows: readonly ObjectRow[]): Promise<void> {
    await this.#database.write(async (transaction) => {
      for (const part of slices(rows, mostWritten)) {
        await transaction('dedup_blobs').insert(part.map((row) => ({ ...row, state: 'kept', unreferenced_at: null }))).onConflict('digest').merge();
        await others();
      }
    });
  }

  /** Their grace begins anew: somebody just brought the same bytes, and will refer to them. */
  async wanted(digests: readonly string[]): Promise<void> {
    await this.#database.write(async (transaction) => {
      for (const part of slices(digests, mostAsked)) await transaction('dedup_blobs').whereIn('digest', part).update({ unreferenced_at: null });
    });
  }

  /** The bytes stay known, but the pool has no object of them. */
  async forget(digest: string): Promise<void> {
    await this.#database.write((transaction) => transaction('dedup_blobs').where({ digest }).update({ pool_device: null, pool_inode: null, pool_mtime_ns: null, verified_at: null }));
  }
}

/** Is the file as it was when it was published: then its bytes are trusted (POOL-05). */
export function isAsKept(row: ObjectRow | undefined, stat: PoolStat): boolean {
  return row !== undefined && stat.isFile && stat.links === 1 && row.size === stat.size && row.pool_device === stat.device && row.pool_inode === stat.inode && row.pool_mtime_ns === stat.mtime_ns;
}
