import { join } from 'node:path';
import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { IntentKind } from '../../../daemon/api/intent.js';
import { removableFolder } from './run-tree.js';

const facts = z.strictObject({ ids: z.array(z.string()), dirs: z.array(z.string()).describe('relative to the root, none within another') });
export type Purged = z.infer<typeof facts>;

/** Fits into every database's bound of values in one statement. */
const batch = 500;

/**
 * The write that takes run directories and own facts away, whole or not at all; a crash in between finishes it. `moved` gets
 * the ids whose directories are gone, since after a crash nobody else knows which rows must go too.
 */
export function purgeIntent(root: string, sidecars: string, moved: Set<string>): IntentKind<Purged> {
  return {
    name: 'experiments.purge',
    facts,
    changes: ({ ids, dirs }) => [
      ...dirs.map((dir, n) => ({ how: 'remove' as const, staged: `run-${n}`, path: join(root, dir) })),
      ...ids.map((id) => ({ how: 'remove' as const, staged: `${id}.json`, path: join(sidecars, `${id}.json`) })),
    ],
    reserve: async ({ ids }, transaction) => {
      for (let at = 0; at < ids.length; at += batch) {
        const [row] = await transaction('experiments_shown').whereIn('experiment_id', ids.slice(at, at + batch)).whereNull('deleted_at').select<{ experiment_id: string }[]>('experiment_id').limit(1);
        if (row !== undefined) throw new RunkeepError('conflict', 'not-in-bin', `The experiment ${row.experiment_id} was restored meanwhile; nothing was deleted.`, 'Ask again without it.');
      }
    },
    // The last look before the folders are renamed: what was swapped since the first is not touched.
    stage: async ({ dirs }) => {
      for (const dir of dirs) await removableFolder(root, dir);
    },
    commit: async ({ ids }, transaction) => {
      for (let at = 0; at < ids.length; at += batch) await transaction('experiments_own').whereIn('experiment_id', ids.slice(at, at + batch)).delete();
      for (const id of ids) moved.add(id);
    },
  };
}
