import type { z } from 'zod';
import type { Database } from '../../../daemon/api/database.js';
import type { archiveAnswer } from '../../../schemas/dedup.js';

interface CollectionRow {
  readonly path: string;
  readonly category: string;
  readonly fingerprint: string;
  readonly source_path: string | null;
  readonly created_at: number | null;
  readonly file_count: number;
  readonly size_bytes: number;
  readonly name_ok: unknown;
  readonly fingerprint_ok: unknown;
  readonly missing: string;
}

interface OutputRow {
  readonly path: string;
  readonly run_id: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly file_count: number;
  readonly size_bytes: number;
  readonly is_complete: unknown;
}

/** What Runicorn's newer archive holds, as it was taken in; SQLite tells booleans as numbers, PostgreSQL counts as texts. */
export async function tellArchive(database: Database): Promise<z.infer<typeof archiveAnswer>> {
  const { reader } = database;
  const [blobs] = await database.rows<{ count: number | string; bytes: number | null }>(reader('dedup_places').where('path', '>=', 'archive/blobs/').where('path', '<', 'archive/blobs0').count('* as count').sum('size as bytes'));
  const collections = await database.rows<CollectionRow>(reader('dedup_collections').select('*').orderBy('path'));
  const outputs = await database.rows<OutputRow>(reader('dedup_outputs').select('*').orderBy('path'));
  return {
    blobs: Number(blobs?.count ?? 0),
    blob_bytes: blobs?.bytes ?? 0,
    collections: collections.map(({ name_ok, fingerprint_ok, missing, ...row }) => ({ ...row, name_ok: Boolean(name_ok), fingerprint_ok: Boolean(fingerprint_ok), missing: JSON.parse(missing) as string[] })),
    outputs: outputs.map(({ is_complete, ...row }) => ({ ...row, is_complete: Boolean(is_complete) })),
  };
}
