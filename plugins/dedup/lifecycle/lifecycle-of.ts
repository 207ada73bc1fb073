import type { Knex } from 'knex';
import type { ArtifactLifecycle } from '../../../schemas/dedup-lifecycle.js';
import type { VersionRow } from '../catalog/version-rows.js';
import { makerLifecycle } from './maker-lifecycle.js';
import { mergedLifecycle } from './merged-lifecycle.js';
import { ownLifecycle } from './own-sayings.js';

/** The row of a version as far as its lifecycle follows from it. */
export type LifecycleRow = Pick<VersionRow, 'id' | 'type' | 'name' | 'version' | 'extra'>;

/** Everything that was said of a version, by its maker and by people. */
export async function lifecycleOf(knex: Knex, row: LifecycleRow): Promise<ArtifactLifecycle> {
  return mergedLifecycle(makerLifecycle(JSON.parse(row.extra) as Record<string, unknown>, await documentsOf(knex, row)), await ownLifecycle(knex, row.id));
}

/** Documents of `evaluations/` name models only. */
async function documentsOf(knex: Knex, { type, name, version }: LifecycleRow): Promise<unknown[]> {
  if (type !== 'model') return [];
  const rows: { content: string }[] = await knex<{ model_name: string; model_version: number; path: string; content: string }>('dedup_evaluations').where({ model_name: name, model_version: version }).select('content').orderBy('path');
  return rows.map(({ content }) => JSON.parse(content) as unknown);
}
