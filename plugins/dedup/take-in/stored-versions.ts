import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import { artifactId, versionId } from '../adopt/ids.js';
import { slices } from '../adopt/slices.js';
import { described } from '../adopt/write-artifact.js';
import type { DocumentedVersion } from './version-documents.js';

const insertRows = 100;

/** Is the version there already: with the same files, with others, or not at all? */
export async function standingOf(database: Database, { type, name, version, manifest }: DocumentedVersion): Promise<'absent' | 'equal' | 'other'> {
  const id = versionId(artifactId(type, name), version);
  const [known] = await database.rows<{ id: string }>(database.reader('dedup_versions').where({ id }).select('id'));
  if (known === undefined) return 'absent';
  const files = await database.rows<{ path: string; digest: string }>(database.reader('dedup_files').where({ version_id: id }).select('path', 'digest'));
  const there = new Map(files.map(({ path, digest }) => [path, digest]));
  return there.size === manifest.files.length && manifest.files.every(({ path, digest }) => there.get(path) === digest) ? 'equal' : 'other';
}

/** Rows of a version whose bytes the pool holds. Aliases that the artifact has already stay where they are. */
export async function writeVersion(transaction: Knex.Transaction, found: DocumentedVersion): Promise<void> {
  const { type, name, version, metadata, manifest } = found;
  const artifact = artifactId(type, name);
  const id = versionId(artifact, version);
  const columns = described({ entry: undefined, metadata: { ...metadata, manifest_digest: found.manifestDigest }, files: manifest.files, references: manifest.references, deleted_at: null, damage: [] });
  await transaction('dedup_artifacts').insert({ id: artifact, type, name, created_at: metadata.created_at, updated_at: metadata.updated_at }).onConflict('id').ignore();
  await transaction('dedup_versions').insert({ id, artifact_id: artifact, version, ...columns });
  const files = manifest.files.map(({ path, digest, size, modified_at }) => ({ version_id: id, path, digest, size, modified_at, state: 'ok', place: null }));
  const references = manifest.references.map((reference, ordinal) => ({ version_id: id, ordinal, ...reference, metadata: JSON.stringify(reference.metadata) }));
  for (const some of slices(files, insertRows)) await transaction('dedup_files').insert(some);
  for (const some of slices(references, insertRows)) await transaction('dedup_references').insert(some);
  for (const alias of found.aliases) await transaction('dedup_aliases').insert({ artifact_id: artifact, alias, version }).onConflict(['artifact_id', 'alias']).ignore();
}
