import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { IntentKind } from '../../../daemon/api/intent.js';
import { deletedAt, versionQuery, type VersionRow } from '../catalog/version-rows.js';
import { errnoOf } from '../errno.js';
import { referredTo } from '../gc/references.js';
import { slices } from '../adopt/slices.js';

const facts = z.strictObject({
  id: z.string(),
  folder: z.string().nullable().describe('absolute; null: the files are not ours'),
  at: z.number().describe('in steady time: from then on nothing refers to its bytes'),
});
export type Purged = z.infer<typeof facts>;

/** Takes a version's folder and rows away, whole or not at all; a crash in between finishes it (REL-34). Bytes of the pool are left to a collection (POOL-21). */
export const purgeIntent: IntentKind<Purged> = {
  name: 'dedup.purge',
  facts,
  changes: ({ folder }) => (folder === null ? [] : [{ how: 'remove', staged: 'version', path: folder }]),
  reserve: async ({ id }, transaction) => {
    const [row] = (await versionQuery(transaction).where('dedup_versions.id', id)) as VersionRow[]; // Knex tells the columns of a join as any
    if (row === undefined || deletedAt(row) === null) throw new RunkeepError('conflict', 'not-in-bin', 'The version is not in the recycle bin; nothing was deleted.', 'Put it there first: runkeep artifact rm');
  },
  // a published folder is read-only, and could neither be moved nor emptied
  stage: async ({ folder }) => {
    if (folder !== null) await makeWritable(folder);
  },
  commit: async ({ id, at }, transaction) => {
    const digests = await digestsOf(transaction, id);
    const [row] = await transaction('dedup_versions').where({ id }).select<{ artifact_id: string; version: number }[]>('artifact_id', 'version');
    if (row !== undefined) {
      await transaction('dedup_aliases').where(row).delete();
      // none, not the maker's older word
      await transaction('dedup_own_aliases').where(row).update({ version: null });
    }
    await transaction('dedup_versions').where({ id }).delete();
    const referred = await referredTo(transaction, digests);
    for (const some of slices(digests.filter((digest) => !referred.has(digest)), 500)) await transaction('dedup_blobs').whereIn('digest', some).update({ unreferenced_at: at });
  },
};

/** The digests of a version's files. */
export async function digestsOf(connection: Knex, id: string): Promise<string[]> {
  const rows = await connection('dedup_files').where({ version_id: id }).distinct<{ digest: string }[]>('digest');
  return rows.map(({ digest }) => digest);
}

async function makeWritable(folder: string): Promise<void> {
  try {
    if (!(await lstat(folder)).isDirectory()) throw new RunkeepError('conflict', 'not-a-folder', `${folder} is no folder; nothing was deleted.`, 'Look who replaced it, and take it away by hand.');
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT') return;
    throw failure;
  }
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
