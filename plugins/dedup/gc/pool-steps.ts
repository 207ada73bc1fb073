import { dirname } from 'node:path';
import { slices } from '../adopt/slices.js';
import type { FilePool } from '../pool/file-pool.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { allocated } from './allocated.js';
import type { SweepRows } from './sweep-rows.js';
import type { CollectionSteps } from './collect-free.js';
import type { KeeperList } from './keeper-list.js';

export interface PoolStepsParts {
  readonly rows: SweepRows;
  readonly pool: FilePool;
  readonly files: PoolFiles;
  readonly keepers: KeeperList;
}

/** Files that are taken away side by side. */
const together = 16;

/** The steps of a collection over the real pool; `tell` hears of each object that went, with the space that it had. */
export function poolSteps(parts: PoolStepsParts, unreferencedUntil: number, tell: (digest: string, bytes: number) => void): CollectionSteps {
  const { rows, keepers } = parts;
  return {
    // a keeper writes under a lease, and these are held: what it answers now stays true
    mark: async (digests) => {
      const kept = await keepers.kept(digests);
      return rows.mark(digests.filter((digest) => !kept.has(digest)), unreferencedUntil);
    },
    remove: (digests) => remove(parts, digests, tell),
    forget: (digests) => rows.forget(digests),
  };
}

async function remove({ pool, files }: PoolStepsParts, digests: readonly string[], tell: (digest: string, bytes: number) => void): Promise<void> {
  const shards = new Set<string>();
  for (const part of slices(digests, together)) {
    const paths = await Promise.all(part.map((digest) => pool.pathOf(digest)));
    const bytes = await Promise.all(paths.map(allocated));
    await Promise.all(paths.map((path) => files.remove(path)));
    part.forEach((digest, index) => tell(digest, bytes[index] ?? 0));
    for (const path of paths) shards.add(dirname(path));
  }
  await Promise.all([...shards].map((shard) => files.syncFolder(shard)));
}
