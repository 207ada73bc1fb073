import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';

/** A content with everything that refers to it. */
export interface ReferredContent {
  readonly digest: string;
  readonly size: number;
  readonly isPooled: boolean;
  /** A verified file of the user holds it. */
  readonly isPlaced: boolean;
  /** A folder that Runicorn's archive saved refers to it. */
  readonly isArchived: boolean;
  readonly references: readonly Reference[];
}

/** A file of a version. */
export interface Reference {
  readonly digest: string;
  readonly version_id: string;
}

// a page takes a few milliseconds, and others are served between two
const pageContents = 500;

/** All contents in the order of their digests, a page at a time, so that what refers to one is seen at once and nothing else has to be kept. */
export async function* referredContents(database: Database): AsyncGenerator<readonly ReferredContent[]> {
  for (let last = ''; ;) {
    const { reader } = database;
    const blobs = await database.rows<{ digest: string; size: number; pool_inode: string | null }>(reader('dedup_blobs').where('digest', '>', last).orderBy('digest').limit(pageContents).select('digest', 'size', 'pool_inode'));
    const end = blobs.at(-1)?.digest;
    if (end === undefined) return;
    const range = { after: last, to: end };
    const references = await referencesIn(database, range);
    const [placed, archived] = [await digestsIn(database, 'dedup_places', range), await digestsIn(database, 'dedup_collection_files', range)];
    yield blobs.map(({ digest, size, pool_inode }) => ({ digest, size, isPooled: pool_inode !== null, isPlaced: placed.has(digest), isArchived: archived.has(digest), references: references.get(digest) ?? [] }));
    last = end;
    await new Promise(setImmediate);
  }
}

interface Range {
  readonly after: string;
  readonly to: string;
}

async function referencesIn(database: Database, range: Range): Promise<Map<string, Reference[]>> {
  const found = new Map<string, Reference[]>();
  for (const row of await database.rows<Reference>(within(database.reader('dedup_files'), 'digest', range).select('digest', 'version_id'))) {
    const others = found.get(row.digest);
    if (others === undefined) found.set(row.digest, [row]);
    else others.push(row);
  }
  return found;
}

async function digestsIn(database: Database, table: 'dedup_places' | 'dedup_collection_files', range: Range): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ digest: string }>(within(database.reader(table), 'digest', range).distinct('digest'));
  return new Set(rows.map(({ digest }) => digest));
}

function within(query: Knex.QueryBuilder, column: string, { after, to }: Range): Knex.QueryBuilder {
  return query.where(column, '>', after).where(column, '<=', to);
}
