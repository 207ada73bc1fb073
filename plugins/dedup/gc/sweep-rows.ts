import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import { referredTo } from './references.js';

/** A blob whose bytes the pool holds, as a collection sees it. */
export interface SweptBlob {
  readonly digest: string;
  readonly size: number;
  readonly state: 'kept' | 'deleting';
  /** In steady time; null: referred to, or not looked at since it was not. */
  readonly unreferenced_at: number | null;
}

const columns = ['digest', 'size', 'state', 'unreferenced_at'];

/** The rows of blobs under collection. */
export class SweepRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get reader(): Knex {
    return this.#database.reader;
  }

  /** Blobs of the pool behind a digest, in the order of their digests and so of their shards. */
  page(after: string, limit: number): Promise<SweptBlob[]> {
    return this.#database.rows<SweptBlob>(this.reader('dedup_blobs').where('digest', '>', after).whereNotNull('pool_inode').orderBy('digest').limit(limit).select(...columns));
  }

  async one(digest: string): Promise<(SweptBlob & { readonly pool_inode: string | null }) | undefined> {
    const [row] = await this.#database.rows<SweptBlob & { pool_inode: string | null }>(this.reader('dedup_blobs').where({ digest }).select(...columns, 'pool_inode'));
    return row;
  }

  /** Notes since when nothing refers to these; null: something does again. */
  async note(digests: readonly string[], since: number | null): Promise<void> {
    if (digests.length === 0) return;
    await this.#database.write((transaction) => transaction('dedup_blobs').whereIn('digest', digests).update({ unreferenced_at: since }));
  }

  /** g0: those that nothing refers to, for longer than the grace, are `deleting`; decided and written in one transaction. */
  mark(digests: readonly string[], unreferencedUntil: number): Promise<readonly string[]> {
    return this.#database.write(async (transaction) => {
      const old = await transaction('dedup_blobs').whereIn('digest', digests).where({ state: 'kept' }).whereNotNull('pool_inode').where('unreferenced_at', '<=', unreferencedUntil).select<{ digest: string }[]>('digest');
      const referred = await referredTo(transaction, old.map(({ digest }) => digest));
      const going = old.map(({ digest }) => digest).filter((digest) => !referred.has(digest));
      if (going.length > 0) await transaction('dedup_blobs').whereIn('digest', going).update({ state: 'deleting' });
      return going;
    });
  }

  /** g2: the rows go; where files of the user hold the bytes too, the blob stays known. */
  async forget(digests: readonly string[]): Promise<void> {
    await this.#database.write(async (transaction) => {
      const placed = await transaction('dedup_places').whereIn('digest', digests).distinct<{ digest: string }[]>('digest');
      const staying = new Set([...placed.map(({ digest }) => digest), ...(await referredTo(transaction, digests))]);
      const deleting = (some: readonly string[]): Knex.QueryBuilder => transaction('dedup_blobs').whereIn('digest', some).where({ state: 'deleting' });
      await deleting([...staying]).update({ state: 'kept', unreferenced_at: null, pool_device: null, pool_inode: null, pool_mtime_ns: null, verified_at: null });
      await deleting(digests.filter((digest) => !staying.has(digest))).delete();
    });
  }

  /** Blobs that a collection did not get to the end with. */
  async deleting(limit: number): Promise<string[]> {
    const rows = await this.#database.rows<{ digest: string }>(this.reader('dedup_blobs').where({ state: 'deleting' }).orderBy('digest').limit(limit).select('digest'));
    return rows.map(({ digest }) => digest);
  }

  /** Of these those that are `deleting`. */
  async stillDeleting(digests: readonly string[]): Promise<readonly string[]> {
    const rows = await this.reader('dedup_blobs').whereIn('digest', digests).where({ state: 'deleting' }).select<{ digest: string }[]>('digest');
    return rows.map(({ digest }) => digest);
  }
}
