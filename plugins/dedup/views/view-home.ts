import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Root } from '../../../daemon/api/root.js';
import type { VersionRow } from '../catalog/version-rows.js';

/** Where the view of a version of ours lies: `base` is there always, what lies below it may have to be made. */
export interface ViewHome {
  readonly base: string;
  readonly folder: string;
}

interface MadeHere {
  readonly id: string;
  readonly made_here?: unknown;
  readonly home?: string | null;
}

/** The place of a view; undefined where another program made the version: its files are the user's. */
export async function viewHome({ root, database }: { readonly root: Root; readonly database: Database }, { id, type, name, version }: VersionRow): Promise<ViewHome | undefined> {
  const [row]: MadeHere[] = await database.reader<MadeHere>('dedup_versions').where('id', id).select('*');
  if (!row?.made_here) return undefined;
  const base = row.home === 'keep' ? root.keep : root.path;
  return { base, folder: join(base, 'artifacts', type, name, `v${version}`, 'files') };
}
