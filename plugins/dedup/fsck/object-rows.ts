import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import type { PoolStat } from '../pool/pool-files.js';

/** What the rows say of an object. */
export interface ObjectRow {
  readonly digest: string;
  readonly size: number;
  readonly pool_inode: string;
  readonly pool_mtime_ns: string;
  /** `deleting`: a collection takes it away. */
  readonly state: 'kept' | 'deleting';
}

const columns = ['digest', 'size', 'pool_inode', 'pool_mtime_ns', 'state'];

/** The rows of the pool's objects, as checks read and mend them. */
export class ObjectRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get reader(): Knex {
    return this.#database.reader;
  }

  /** Objects behind a digest, by digest. */
  page(after: string, limit: number): Promise<ObjectRow[]> {
    return this.#database.rows<ObjectRow>(this.#objects().where('digest', '>', after).orderBy('digest').limit(limit).select(...columns));
  }

  async amount(): Promise<{ readonly objects: number; readonly bytes: number }> {
    const [row] = await this.#database.rows<{ objects: number | string; bytes: number | null }>(this.#objects().count('* as objects').sum('size as bytes'));
    return { objects: Number(row?.objects ?? 0), bytes: row?.bytes ?? 0 };
  }

  /** Those of the digests that are objects by their rows and not being collected. */
  async objects(digests: readonly string[]): Promise<Set<string>> {
    const rows = await this.#objects().where({ state: 'kept' }).whereIn('digest', digests).select<{ digest: string }[]>('digest');
    return new Set(rows.map(({ digest }) => digest));
  }

  /** Objects that a wrong clock verified in the future; else those whose verification was longest ago, before `until`. */
  async due(until: number, now: number, limit: number): Promise<ObjectRow[]> {
    const some = (query: Knex.QueryBuilder): Promise<ObjectRow[]> => this.#database.rows<ObjectRow>(query.orderBy('verified_at').limit(limit).select(...columns));
    const odd = await some(this.#objects().where('verified_at', '>', now + 86_400));
    return odd.length > 0 ? odd : some(this.#objects().where('verified_at', '<', until));
  }

  /** When the object was verified that was longest ago; undefined: there is none. */
  async oldest(): Promise<number | undefined> {
    const [row] = await this.#database.rows<{ verified_at: number }>(this.#objects().whereNotNull('verified_at').orderBy('verified_at').limit(1).select('verified_at'));
    return row?.verified_at;
  }

  async verified(digests: readonly string[], at: number): Promise<void> {
    if (digests.length === 0) return;
    await this.#database.write((transaction) => transaction('dedup_blobs').whereIn('digest', digests).whereNotNull('pool_inode').update({ verified_at: at }));
  }

  /** The file under the name of a digest holds its bytes: it is the object from now on. Nothing referred to it, or what did still does. */
  async takeIn(digest: string, { size, device, inode, mtime_ns }: PoolStat, at: number, unreferencedAt: number): Promise<void> {
    const stamps = { pool_device: device, pool_inode: inode, pool_mtime_ns: mtime_ns, verified_at: at };
    await this.#database.write((transaction) => transaction('dedup_blobs').insert({ digest, size, state: 'kept', unreferenced_at: unreferencedAt, ...stamps }).onConflict('digest').merge(stamps));
  }

  /** Digests that rows refer to though neither the pool nor a file of the user has their bytes, behind a digest. */
  async withoutBytes(after: string, limit: number): Promise<string[]> {
    const { reader } = this;
    // what an archive lacked already when it was taken in is told by the adoption
    const lostHere = reader('dedup_damage').whereNull('settled_at').whereIn('digest', reader('dedup_collection_files').select('digest')).select('digest');
    const rows = await reader('dedup_blobs')
      .where('digest', '>', after).whereNull('pool_inode')
      .whereNotIn('digest', reader('dedup_places').select('digest'))
      .where((either) => void either.whereIn('digest', reader('dedup_files').where({ state: 'ok' }).select('digest')).orWhereIn('digest', lostHere))
      .orderBy('digest').limit(limit).select<{ digest: string }[]>('digest');
    return rows.map(({ digest }) => digest);
  }

  /** Without a word on the state, whose index SQLite would take for it instead of the order that is asked for. */
  #objects(): Knex.QueryBuilder {
    return this.reader('dedup_blobs').whereNotNull('pool_inode');
  }
}
