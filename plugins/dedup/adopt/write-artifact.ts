import type { Knex } from 'knex';
import type { FoundArtifact, FoundFile, FoundVersion } from './survey-artifacts.js';
import type { Verdict } from './payload.js';
import { artifactId, versionId } from './ids.js';
import { versionMetadata } from './shapes.js';
import { slices } from './slices.js';

// with the columns of the widest table far below what SQLite binds in one statement
const insertRows = 100;

/** Rows of an artifact as its documents say it; what people said of its versions here stays. */
export async function writeArtifact(transaction: Knex.Transaction, { type, name, index, isIndexUnread }: FoundArtifact): Promise<void> {
  const id = artifactId(type, name);
  if (isIndexUnread) {
    await transaction('dedup_artifacts').insert({ id, type, name }).onConflict('id').ignore();
    return;
  }
  await transaction('dedup_artifacts').insert({ id, type, name, created_at: index.created_at, updated_at: index.updated_at }).onConflict('id').merge();
  await transaction('dedup_aliases').where({ artifact_id: id }).delete();
  for (const [alias, version] of index.aliases) await transaction('dedup_aliases').insert({ artifact_id: id, alias, version });
}

/** Rows of one version and its files, in one transaction. */
export async function writeVersion(transaction: Knex.Transaction, { type, name }: FoundArtifact, found: FoundVersion, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
  const artifact = artifactId(type, name);
  const id = versionId(artifact, found.version);
  const { size_bytes, num_files, num_references, ...said } = described(found);
  const row = { id, artifact_id: artifact, version: found.version, ...said };
  const inserted = transaction('dedup_versions').insert({ ...row, size_bytes, num_files, num_references }).onConflict('id');
  if (found.isManifestUnread) {
    await inserted.merge(row);
    return;
  }
  await inserted.merge();
  await transaction('dedup_files').where({ version_id: id }).delete();
  await transaction('dedup_references').where({ version_id: id }).delete();
  for (const files of slices(found.files, insertRows)) await writeFiles(transaction, id, files, verdicts);
  const references = found.references.map((reference, ordinal) => ({ version_id: id, ordinal, ...reference, metadata: JSON.stringify(reference.metadata) }));
  for (const rows of slices(references, insertRows)) await transaction('dedup_references').insert(rows);
}

async function writeFiles(transaction: Knex.Transaction, version: string, files: readonly FoundFile[], verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
  await transaction('dedup_blobs').insert(files.map(({ digest, size }) => ({ digest, size }))).onConflict('digest').ignore();
  await transaction('dedup_files').insert(files.map((file) => ({ ...file, version_id: version, state: verdicts.get(file.place)?.state ?? 'missing' })));
}

/** What the documents say; of a version without metadata only the index speaks. */
function described({ entry, metadata, files, references, deleted_at, damage }: FoundVersion): Readonly<Record<string, unknown>> {
  const said = metadata ?? versionMetadata.parse({});
  return {
    created_at: said.created_at ?? entry?.created_at ?? null,
    updated_at: said.updated_at,
    deleted_at,
    created_by_run: said.created_by_run ?? entry?.created_by_run ?? null,
    created_by_user: said.created_by_user,
    description: said.description,
    manifest_digest: said.manifest_digest,
    status: said.status ?? entry?.status ?? 'unknown',
    size_bytes: files.reduce((sum, { size }) => sum + size, 0),
    num_files: files.length,
    num_references: references.length,
    tags: JSON.stringify(said.tags),
    parents: JSON.stringify(said.parent_artifacts.map((parent) => (typeof parent === 'string' ? parent : JSON.stringify(parent)))),
    damage: JSON.stringify(damage),
    metadata: JSON.stringify(said.metadata),
    extra: JSON.stringify(said.extra),
  };
}
