import type { Knex } from 'knex';
import { z } from 'zod';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Change, IntentKind } from '../../../daemon/api/intent.js';
import { versionId } from '../adopt/ids.js';
import { moveAlias, namedBy } from '../catalog/alias-rows.js';
import { versionFacts } from './version-facts.js';
import { digestOf, indexText, metadataText } from './documents.js';
import { home } from './draft.js';
import type { Homes } from './homes.js';
import { indexOf } from './index-rows.js';

const about = { id: z.string(), type: z.string(), name: z.string(), at: z.number(), user: z.string().nullable() };

/** What is said of versions after they were made; `home` is null where no document of ours tells it. */
const saying = z.discriminatedUnion('kind', [
  z.strictObject({ ...about, kind: z.literal('alias'), home: home.nullable(), alias: z.string(), version: z.number().nullable(), expected: z.number().nullable().optional() }),
  z.strictObject({ ...about, kind: z.literal('words'), home: home.nullable(), version: z.number(), tags: z.array(z.string()).nullable(), description: z.string().nullable(), describes: z.boolean() }),
]);
export type Saying = z.infer<typeof saying>;
type Moved = Extract<Saying, { kind: 'alias' }>;
type Described = Extract<Saying, { kind: 'words' }>;

/** The write of what people say: its row, and the document that repeats it, whole or not at all. Answers what an alias named before. */
export function sayIntent({ homes, database }: { readonly homes: Homes; readonly database: Database }): IntentKind<Saying, number | null> {
  const staged = new Map<string, string>();
  return {
    name: 'dedup.say',
    facts: saying,
    changes: (said): readonly Change[] => {
      if (said.home === null) return [];
      const folder = homes.folder(said.home, said);
      return [{ how: 'replace', staged: 'document.json', path: said.kind === 'alias' ? `${folder}/versions.json` : `${folder}/v${said.version}/metadata.json` }];
    },
    reserve: async (said, transaction) => {
      if (said.kind === 'alias') await assertExpected(transaction, said);
    },
    stage: async (said, staging) => {
      if (said.home === null) return;
      const text = said.kind === 'alias' ? await movedIndex(database, said) : await describedVersion(database, said);
      staged.set(said.id, digestOf(text));
      await staging.write('document.json', text);
    },
    commit: async (said, transaction) => {
      if (said.kind === 'words') return writeWords(transaction, said);
      const before = await moveAlias(transaction, { artifact_id: said.id, alias: said.alias, version: said.version, moved_at: said.at, moved_by: said.user });
      if (said.home === 'root') await transaction('dedup_own_artifacts').where({ artifact_id: said.id }).update({ index_digest: staged.get(said.id) ?? null });
      return before;
    },
  };
}

/** Somebody else may have moved it meanwhile. */
async function assertExpected(transaction: Knex.Transaction, { id, alias, expected }: Moved): Promise<void> {
  if (expected === undefined) return;
  const now = await namedBy(transaction, id, alias);
  if (now !== expected) throw new RunkeepError('conflict', 'alias-moved', `The alias ${alias} names ${now === null ? 'no version' : `v${now}`} now.`, 'Look at it again, and ask with what it names.');
}

async function movedIndex(database: Database, { home: place, alias, version, at, ...artifact }: Moved): Promise<string> {
  const { aliases, ...index } = await indexOf(database, artifact, place ?? 'root');
  const kept = Object.entries(aliases).filter(([name]) => name !== alias);
  return indexText({ ...index, aliases: Object.fromEntries([...kept, ...(version === null ? [] : [[alias, version] as const])]), updated_at: at });
}

async function describedVersion(database: Database, { id, version, at, tags, description, describes }: Described): Promise<string> {
  const facts = await versionFacts(database, versionId(id, version));
  return metadataText({ ...facts, updated_at: at, tags: tags ?? facts.tags, description: describes ? description : facts.description });
}

async function writeWords(transaction: Knex.Transaction, { id, version, tags, description, describes, at, user }: Described): Promise<null> {
  const version_id = versionId(id, version);
  const said = { said_at: at, said_by: user, ...(tags !== null && { tags: JSON.stringify(tags) }), ...(describes && { description, describes }) };
  await transaction('dedup_words').insert({ version_id, describes: false, ...said }).onConflict('version_id').merge(said);
  return null;
}
