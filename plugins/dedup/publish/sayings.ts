import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import type { IntentKind, Intents } from '../../../daemon/api/intent.js';
import type { ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import type { AliasAnswer } from '../../../schemas/dedup-publish.js';
import type { SqlArtifacts } from '../catalog/sql-artifacts.js';
import type { Leases } from '../pool/leases.js';
import type { Home } from './draft.js';
import type { ArtifactChange } from '../../../schemas/dedup-lineage.js';
import type { Homes, Named } from './homes.js';
import { assertAlias } from './names.js';
import type { Saying } from './say-intent.js';

export interface SayingsParts {
  readonly artifacts: SqlArtifacts;
  readonly database: Database;
  readonly intents: Intents;
  readonly kind: IntentKind<Saying, number | null>;
  readonly homes: Homes;
  readonly clock: Clock;
  /** One at a time writes the documents of an artifact. */
  readonly turns: Leases;
  readonly told: (change: ArtifactChange) => void;
}

/** What people say of an artifact. */
export interface Move {
  readonly alias: string;
  /** Null takes the alias away. */
  readonly version: number | null;
  /** What it must name now; undefined: whatever it names. */
  readonly expected: number | null | undefined;
  readonly user: string | null;
}

/** What people say of a version; undefined = nothing. */
export interface NewWords {
  readonly tags: readonly string[] | undefined;
  readonly description: string | null | undefined;
  readonly user: string | null;
}

/** Changes what may change of versions that are made: aliases, tags, descriptions; of adopted ones too, whose files stay as they are. */
export class Sayings {
  readonly #parts: SayingsParts;

  constructor(parts: SayingsParts) {
    this.#parts = parts;
  }

  /** Lets an alias name another version; answers both. `ref` is any version of the artifact. */
  async move(ref: ArtifactRef, { alias, version, expected, user }: Move): Promise<AliasAnswer> {
    assertAlias(alias);
    const { artifact } = await this.#of(ref);
    const before = await this.#say(artifact.id, async () => ({ kind: 'alias', ...artifact, home: await this.#indexHome(artifact), alias, version, expected, at: this.#parts.clock.now(), user }));
    this.#parts.told({ change: 'alias', type: artifact.type, name: artifact.name, version });
    return { alias, version, before };
  }

  async describe(ref: ArtifactRef, { tags, description, user }: NewWords): Promise<void> {
    const { artifact, home } = await this.#of(ref);
    await this.#say(artifact.id, async () => ({ kind: 'words', ...artifact, home, version: ref.version, tags: tags === undefined ? null : [...tags], description: description ?? null, describes: description !== undefined, at: this.#parts.clock.now(), user }));
    this.#parts.told({ change: 'words', type: artifact.type, name: artifact.name, version: ref.version });
  }

  #say(artifact: string, saying: () => Promise<Saying>): Promise<number | null> {
    const { turns, intents, kind } = this.#parts;
    return turns.hold(artifact, async () => intents.run(kind, await saying()));
  }

  async #of(ref: ArtifactRef): Promise<{ readonly artifact: Named; readonly home: Home | null }> {
    const { artifact_id, type, name, home } = await this.#parts.artifacts.version(ref);
    return { artifact: { id: artifact_id, type, name }, home };
  }

  /** The index that tells of aliases is that of the versions made here, where it is still ours. */
  async #indexHome(artifact: Named): Promise<Home | null> {
    const { database, homes } = this.#parts;
    const own = await database.rows<{ home: Home }>(database.reader('dedup_versions').where({ artifact_id: artifact.id }).whereNotNull('home').select('home').orderBy('version', 'desc').limit(1));
    const last = own[0]?.home;
    return last === undefined || (last === 'root' && (await homes.homeOf(artifact)) !== 'root') ? null : last;
  }
}
