import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { IntentKind } from '../../../daemon/api/intent.js';
import { digestOf, factsOf, indexText, manifestText, metadataText } from './documents.js';
import { publication, type Publication } from './draft.js';
import type { Homes, Named } from './homes.js';
import { indexOf } from './index-rows.js';
import { folded } from './names.js';
import { writePublication } from './version-write.js';

export interface PublishParts {
  readonly homes: Homes;
  readonly database: Database;
}

/** The write of a version: its number is reserved first, its documents lie whole before its rows do, and a crash takes all of it back (REL-30, REL-33). */
export function publishIntent({ homes, database }: PublishParts): IntentKind<Publication> {
  /** Digest of the index that was staged, by artifact: only one write of an artifact is under way. */
  const staged = new Map<string, string>();
  return {
    name: 'dedup.publish',
    facts: publication,
    changes: (facts) => {
      const folder = homes.folder(facts.home, named(facts));
      const own = ['metadata.json', 'manifest.json'].map((name) => ({ how: 'create' as const, staged: name, path: `${folder}/v${facts.version}/${name}` }));
      return [...own, { how: 'replace' as const, staged: 'versions.json', path: `${folder}/versions.json` }];
    },
    reserve: async (facts, transaction) => {
      await reserveName(transaction, named(facts));
      await reserveNumber(transaction, facts);
    },
    release: async (facts, transaction) => {
      await homes.unmake(facts.home, named(facts), facts.version);
      await transaction('dedup_numbers').where({ artifact_id: facts.artifact_id, version: facts.version }).delete();
      const made = await transaction('dedup_versions').where({ artifact_id: facts.artifact_id, made_here: true }).limit(1).pluck<string[]>('id');
      if (made.length === 0) await transaction('dedup_own_artifacts').where({ artifact_id: facts.artifact_id }).delete();
    },
    stage: async (facts, staging) => {
      await homes.make(facts.home, named(facts), facts.version);
      const index = await nextIndex(database, facts);
      staged.set(facts.artifact_id, digestOf(index));
      await staging.write('manifest.json', manifestText(facts));
      await staging.write('metadata.json', metadataText(factsOf(facts)));
      await staging.write('versions.json', index);
    },
    commit: async (facts, transaction) => {
      await writePublication(transaction, facts);
      if (facts.home === 'root') await transaction('dedup_own_artifacts').where({ artifact_id: facts.artifact_id }).update({ index_digest: staged.get(facts.artifact_id) ?? null });
    },
  };
}

async function nextIndex(database: Database, facts: Publication): Promise<string> {
  const { version, home, created_at, draft } = facts;
  const { versions, aliases } = await indexOf(database, named(facts), home);
  const { size_bytes, num_files, created_by_run } = factsOf(facts);
  const moved = Object.fromEntries(['latest', ...draft.aliases].map((alias) => [alias, version]));
  return indexText({ type: draft.type, name: draft.name, versions: [...versions, { version, created_at, created_by_run, size_bytes, num_files, status: 'ready' }], aliases: { ...aliases, ...moved }, updated_at: created_at });
}

function named({ artifact_id, draft: { type, name } }: Publication): Named {
  return { id: artifact_id, type, name };
}

/** The first version of an artifact takes its name; a twin but for case or spelling is refused (SEC-32). */
async function reserveName(transaction: Knex.Transaction, { id, type, name }: Named): Promise<void> {
  const known = await transaction('dedup_own_artifacts').where({ artifact_id: id }).pluck<string[]>('artifact_id');
  if (known.length > 0) return;
  const key = folded(`${type}/${name}`);
  const all = await transaction('dedup_artifacts').whereNot({ id }).select<{ type: string; name: string }[]>('type', 'name');
  const twin = all.find((other) => folded(`${other.type}/${other.name}`) === key);
  const reserved = await transaction('dedup_own_artifacts').where({ folded: key }).pluck<string[]>('artifact_id');
  if (twin !== undefined || reserved.length > 0) throw new RunkeepError('conflict', 'name-twin', `The artifact ${twin === undefined ? name : `${twin.type}/${twin.name}`} differs from ${type}/${name} in case or spelling only.`, 'Use the name that is there, or another one.');
  await transaction('dedup_own_artifacts').insert({ artifact_id: id, folded: key, index_digest: null });
}

async function reserveNumber(transaction: Knex.Transaction, { artifact_id, version }: Publication): Promise<void> {
  const taken = await transaction('dedup_numbers').where({ artifact_id, version }).pluck<number[]>('version');
  if (taken.length > 0) throw new RunkeepError('conflict', 'number-taken', `The number ${version} is given to another version.`, 'Ask again.');
  await transaction('dedup_numbers').insert({ artifact_id, version });
}
