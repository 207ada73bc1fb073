import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { IntentKind, Intents } from '../../../daemon/api/intent.js';
import type { PublishedAnswer } from '../../../schemas/dedup-publish.js';
import { artifactId, versionId } from '../adopt/ids.js';
import type { FilePool } from '../pool/file-pool.js';
import type { Leases } from '../pool/leases.js';
import type { Draft, Publication } from './draft.js';
import type { Homes, Named } from './homes.js';
import { assertAlias, assertName } from './names.js';
import { assertVersionPaths } from './version-paths.js';

export interface PublisherParts {
  readonly database: Database;
  readonly intents: Intents;
  readonly kind: IntentKind<Publication>;
  readonly homes: Homes;
  readonly pool: FilePool;
  readonly clock: Clock;
  /** One at a time writes the documents of an artifact. */
  readonly turns: Leases;
  /** Told of each version that was made. */
  readonly told: (type: string, name: string, version: number) => void;
}

/** A request that may come again: the key that its client chose, and what it asked for. */
export interface Repeatable {
  readonly key: string;
  readonly fingerprint: string;
}

interface Answered {
  readonly fingerprint: string;
  readonly version: number;
  readonly type: string;
  readonly name: string;
  readonly size_bytes: number;
  readonly num_files: number;
  readonly manifest_digest: string;
}

/** Makes versions of artifacts out of bytes that the pool holds. */
export class Publisher {
  readonly #parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Resolves once the version survives a power cut. A repeatable request makes one, however often it comes. */
  publish(draft: Draft, asked: Repeatable | null): Promise<PublishedAnswer> {
    const { turns } = this.#parts;
    const work = (): Promise<PublishedAnswer> => turns.hold(artifactId(draft.type, draft.name), () => this.#publish(draft, asked));
    return asked === null ? work() : turns.hold(`key ${asked.key}`, work);
  }

  /** The version that this request made when it came before. */
  async answered({ key, fingerprint }: Repeatable): Promise<PublishedAnswer | undefined> {
    const { database } = this.#parts;
    const query = database.reader('dedup_publications').join('dedup_versions', 'dedup_versions.id', 'dedup_publications.version_id').join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id').where({ key });
    const [row] = await database.rows<Answered>(query.select('fingerprint', 'version', 'type', 'name', 'size_bytes', 'num_files', 'manifest_digest'));
    if (row === undefined) return undefined;
    const { fingerprint: before, ...rest } = row;
    if (before !== fingerprint) throw new RunkeepError('conflict', 'key-in-use', 'A request with this key made another version.', 'Choose a new key for new content.');
    return { ...rest, durability: 'power', repeated: true };
  }

  async #publish(draft: Draft, asked: Repeatable | null): Promise<PublishedAnswer> {
    assertDraft(draft);
    const before = asked === null ? undefined : await this.answered(asked);
    if (before !== undefined) return before;
    const artifact = { id: artifactId(draft.type, draft.name), type: draft.type, name: draft.name };
    const { intents, kind, pool, homes, clock } = this.#parts;
    const publication = { artifact_id: artifact.id, version: await this.#nextNumber(artifact), home: await homes.homeOf(artifact), created_at: clock.now(), asked, draft };
    await pool.keeping(draft.files.map(({ digest }) => digest), () => intents.run(kind, publication));
    this.#parts.told(draft.type, draft.name, publication.version);
    return this.#answerOf(versionId(artifact.id, publication.version));
  }

  /** After every number that was given here, adopted, or given by another program: none comes twice (REL-33). */
  async #nextNumber(artifact: Named): Promise<number> {
    const { database, homes } = this.#parts;
    const highest = async (table: string): Promise<number> => (await database.rows<{ highest: number | null }>(database.reader(table).where({ artifact_id: artifact.id }).max('version as highest')))[0]?.highest ?? 0;
    return Math.max(await highest('dedup_numbers'), await highest('dedup_versions'), await homes.foreignNumber(artifact)) + 1;
  }

  async #answerOf(id: string): Promise<PublishedAnswer> {
    const { database } = this.#parts;
    const query = database.reader('dedup_versions').join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id').where('dedup_versions.id', id);
    const [row] = await database.rows<Omit<Answered, 'fingerprint'>>(query.select('version', 'type', 'name', 'size_bytes', 'num_files', 'manifest_digest'));
    if (row === undefined) throw new Error(`version ${id} was made and is not there`);
    return { ...row, durability: 'power', repeated: false };
  }
}

/** What may be published at all, wherever it comes from. */
export function assertDraft({ type, name, aliases, files, references }: Draft): void {
  assertName('type', type);
  assertName('name', name);
  for (const alias of aliases) assertAlias(alias);
  assertVersionPaths(files.map(({ path }) => path));
  if (files.length + references.length === 0) throw new RunkeepError('invalid', 'empty-version', `This version of ${name} holds no file and no reference.`, 'Name at least one.');
}
