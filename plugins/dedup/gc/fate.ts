import { RunkeepError } from '../../../daemon/api/errors.js';
import type { BlobFate, blobPage } from '../../../schemas/dedup-collection.js';
import type { z } from 'zod';
import type { SweepRows } from './sweep-rows.js';
import type { KeeperList } from './keeper-list.js';
import { referrers } from './references.js';
import type { SteadyTime } from './steady-time.js';

export interface FateParts {
  readonly rows: SweepRows;
  readonly keepers: KeeperList;
  readonly time: SteadyTime;
  readonly graceSeconds: number;
}

/** Rows of one answer's lists. */
const most = 100;

/** Who keeps a blob, and when it goes if nobody does (POOL-25). */
export async function fateOf(parts: FateParts, digest: string): Promise<BlobFate> {
  const row = await parts.rows.one(digest);
  if (row === undefined) throw new RunkeepError('not-found', 'no-blob', `No bytes with the SHA-256 ${digest} are known here.`, 'Digests stand in: runkeep artifact show, runkeep gc --dry-run');
  const kept = (await keptBy(parts, [digest])).get(digest) ?? [];
  const places = await parts.rows.reader('dedup_places').where({ digest }).orderBy('path').limit(most).select<{ path: string }[]>('path');
  const since = parts.time.now() - (row.unreferenced_at ?? parts.time.now());
  return {
    digest,
    size: row.size,
    state: row.state,
    in_pool: row.pool_inode !== null,
    kept_by: kept.slice(0, most),
    places: places.map(({ path }) => path),
    goes_in_seconds: kept.length > 0 || row.pool_inode === null ? null : Math.max(0, parts.graceSeconds - since),
  };
}

/** Blobs of the pool behind a digest, with who keeps each of them. */
export async function fates(parts: FateParts, after: string, limit: number): Promise<z.infer<typeof blobPage>> {
  const page = await parts.rows.page(after, limit);
  const kept = await keptBy(parts, page.map(({ digest }) => digest));
  const blobs = page.map(({ digest, size, state }) => ({ digest, size, state, kept_by: (kept.get(digest) ?? []).slice(0, most) }));
  return { blobs, next: page.length < limit ? null : (page.at(-1)?.digest ?? null) };
}

/** Who keeps each of at most 256 digests, in words: rows of this plugin, then other plugins. */
export async function keptBy({ rows, keepers }: Pick<FateParts, 'rows' | 'keepers'>, digests: readonly string[]): Promise<Map<string, string[]>> {
  const why = new Map([...(await referrers(rows.reader, digests))].map(([digest, reasons]) => [digest, [...reasons]]));
  for (const [digest, reasons] of await keepers.kept(digests)) why.set(digest, [...(why.get(digest) ?? []), ...reasons]);
  return why;
}
