import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { artifactId, versionId } from '../../plugins/dedup/adopt/ids.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import type { House } from './house.js';

/** A version of ours: its bytes lie in the pool, and no file of it anywhere else. */
export async function ourVersion(house: House, name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<{ readonly type: string; readonly name: string; readonly version: number }> {
  const rows: { path: string; digest: string; size: number }[] = [];
  const source = join(house.root.keep, 'source', 'file');
  mkdirSync(dirname(source));
  for (const [path, bytes] of Object.entries(files)) {
    writeFileSync(source, bytes);
    const { digest, size } = await house.pool().store({ from: source, digest: sha256(bytes), size: Buffer.byteLength(bytes), method: 'any' });
    rows.push({ path, digest, size });
  }
  rmSync(dirname(source), { recursive: true });
  const artifact = artifactId('model', name);
  const id = versionId(artifact, 1);
  await withMark(house);
  await house.database.write(async (transaction) => {
    await transaction('dedup_artifacts').insert({ id: artifact, type: 'model', name });
    await transaction('dedup_versions').insert({ id, artifact_id: artifact, version: 1, status: 'ready', size_bytes: rows.reduce((sum, { size }) => sum + size, 0), num_files: rows.length, num_references: 0 });
    for (const row of rows) await transaction('dedup_files').insert({ ...row, version_id: id, state: 'ok' });
    await transaction('dedup_versions').where({ id }).update({ made_here: true });
  });
  return { type: 'model', name, version: 1 };
}

async function withMark({ database }: House): Promise<void> {
  if (await database.reader.schema.hasColumn('dedup_versions', 'made_here')) return;
  await database.write((transaction) => transaction.schema.alterTable('dedup_versions', (table) => void table.boolean('made_here').notNullable().defaultTo(false)));
}
