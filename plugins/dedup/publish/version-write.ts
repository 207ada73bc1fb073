import type { Knex } from 'knex';
import { slices } from '../adopt/slices.js';
import { versionId } from '../adopt/ids.js';
import { moveAlias } from '../catalog/alias-rows.js';
import { factsOf } from './documents.js';
import type { Publication } from './draft.js';
import { writeParents } from './parents.js';

const insertRows = 100;

/** The rows of a version that is made: written, then marked, after which nothing can change them (REL-35). */
export async function writePublication(transaction: Knex.Transaction, publication: Publication): Promise<void> {
  const { artifact_id, version, home, draft, created_at } = publication;
  const id = versionId(artifact_id, version);
  const { type, name, parents, tags, metadata, ...facts } = factsOf(publication);
  await transaction('dedup_artifacts').insert({ id: artifact_id, type, name, created_at, updated_at: created_at }).onConflict('id').merge(['updated_at']);
  await transaction('dedup_versions').insert({ id, artifact_id, ...facts, version, home, status: 'ready', tags: JSON.stringify(tags), parents: JSON.stringify(parents), metadata: JSON.stringify(metadata) });
  for (const some of slices(draft.files, insertRows)) await transaction('dedup_files').insert(some.map((file) => ({ ...file, version_id: id, state: 'ok', place: null })));
  const references = draft.references.map((reference, ordinal) => ({ ...reference, version_id: id, ordinal, metadata: JSON.stringify(reference.metadata) }));
  for (const some of slices(references, insertRows)) await transaction('dedup_references').insert([...some]);
  await writeParents(transaction, id, parents);
  await transaction('dedup_versions').where({ id }).update({ made_here: true });
  await writeRest(transaction, publication, id);
}

async function writeRest(transaction: Knex.Transaction, { artifact_id, version, draft, created_at, asked }: Publication, id: string): Promise<void> {
  const { type, name, made_by, user } = draft;
  if (made_by !== null) await transaction('dedup_uses').insert({ experiment_id: made_by.experiment_id, relation: 'created', version_id: id, type, name, version, at: created_at }).onConflict(['experiment_id', 'relation', 'version_id']).ignore();
  for (const alias of draft.aliases) await moveAlias(transaction, { artifact_id, alias, version, moved_at: created_at, moved_by: user });
  if (asked !== null) await transaction('dedup_publications').insert({ ...asked, version_id: id });
}
