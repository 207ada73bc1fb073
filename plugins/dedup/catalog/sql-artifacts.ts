import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ArtifactDetail, ArtifactFile, ArtifactRef, ArtifactReference, ArtifactStore, ArtifactSummary, ArtifactVersion } from '../../../schemas/contracts/artifact-store.js';
import { lifecycleOf } from '../lifecycle/lifecycle-of.js';
import { groupBy } from './group-by.js';
import { deletedAt, versionOf, versionQuery, type VersionRow } from './version-rows.js';

type Aliases = Readonly<Record<string, number>>;
type Stats = Awaited<ReturnType<ArtifactStore['stats']>>;

/** What the catalog's rows say of artifacts; reads only. */
export class SqlArtifacts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list({ type }: { readonly type?: string }): Promise<ArtifactSummary[]> {
    const { reader } = this.#database;
    const artifacts = await this.#database.rows<{ id: string; type: string; name: string; created_at: number | null; updated_at: number | null }>(
      reader('dedup_artifacts').where(type === undefined ? {} : { type }).select('id', 'type', 'name', 'created_at', 'updated_at').orderBy(['type', 'name']),
    );
    const versions = groupBy(await this.#database.rows<VersionRow>(versionQuery(reader)), (row) => row.artifact_id);
    const aliases = await this.#aliases();
    return artifacts.map(({ id, ...artifact }) => ({ ...artifact, ...summed(versions.get(id) ?? []), aliases: aliases.get(id) ?? {} }));
  }

  async versions(artifact: Omit<ArtifactRef, 'version'>): Promise<ArtifactVersion[]> {
    const rows = await this.#versions(artifact);
    const aliases = await this.#aliasesOf(rows[0]?.artifact_id ?? '');
    return rows.map((row) => versionOf(row, aliases));
  }

  async detail(ref: ArtifactRef): Promise<ArtifactDetail> {
    const row = await this.version(ref);
    const { updated_at, description, manifest_digest } = row;
    return {
      ...versionOf(row, await this.#aliasesOf(row.artifact_id)),
      updated_at, description, manifest_digest,
      tags: JSON.parse(row.tags) as string[],
      metadata: JSON.parse(row.metadata) as Record<string, unknown>,
      parents: JSON.parse(row.parents) as string[],
      files: await this.#files(row.id),
      references: await this.#references(row.id),
      lifecycle: await lifecycleOf(this.#database.reader, row),
      extra: JSON.parse(row.extra) as Record<string, unknown>,
    };
  }

  /** The row of a version, or a RunkeepError that says what is missing. */
  async version(ref: ArtifactRef): Promise<VersionRow> {
    const rows = await this.#versions(ref);
    const row = rows.find(({ version }) => version === ref.version);
    if (row === undefined) throw new RunkeepError('not-found', 'no-version', `The artifact ${ref.name} has no version ${ref.version}.`, `It has ${rows.map(({ version }) => `v${version}`).join(', ')}.`);
    return row;
  }

  /** A file of a version with the place where it should lie. */
  async file(ref: ArtifactRef, path: string): Promise<{ readonly path: string; readonly digest: string; readonly size: number; readonly place: string | null }> {
    const { id } = await this.version(ref);
    const [row] = await this.#database.rows<{ path: string; digest: string; size: number; place: string | null }>(this.#database.reader('dedup_files').where({ version_id: id, path }).select('path', 'digest', 'size', 'place'));
    if (row === undefined) throw new RunkeepError('not-found', 'no-file', `Version ${ref.version} of ${ref.name} holds no file ${path}.`, 'Its files are listed with: runkeep artifact show');
    return row;
  }

  /** The number that a word means: `3`, `v3`, or an alias such as `latest`. */
  async numberOf(artifact: Omit<ArtifactRef, 'version'>, word: string): Promise<number> {
    const number = /^v?([1-9]\d{0,8})$/.exec(word)?.[1];
    if (number !== undefined) return Number(number);
    const aliases = await this.#aliasesOf((await this.#versions(artifact))[0]?.artifact_id ?? '');
    const found = new Map(Object.entries(aliases)).get(word);
    if (found === undefined) throw new RunkeepError('not-found', 'no-version', `The artifact ${artifact.name} has no version called ${word}.`, `Its aliases are: ${Object.keys(aliases).join(', ') || 'none'}.`);
    return found;
  }

  async stats(): Promise<Stats> {
    const all = await this.list({});
    const stored = await this.#database.rows<{ bytes: number | null }>(this.#database.reader('dedup_blobs').whereNotNull('pool_inode').orWhereIn('digest', this.#database.reader('dedup_places').select('digest')).sum('size as bytes'));
    const types = groupBy(all, ({ type }) => type);
    const sums = (some: readonly ArtifactSummary[]): { versions: number; size_bytes: number } => ({ versions: sum(some.map(({ versions }) => versions)), size_bytes: sum(some.map(({ size_bytes }) => size_bytes)) });
    return { artifacts: all.length, ...sums(all), stored_bytes: stored[0]?.bytes ?? 0, by_type: Object.fromEntries([...types].map(([type, some]) => [type, { count: some.length, ...sums(some) }])) };
  }

  async #versions({ type, name }: Omit<ArtifactRef, 'version'>): Promise<VersionRow[]> {
    const query = versionQuery(this.#database.reader).where('dedup_artifacts.name', name);
    const rows = await this.#database.rows<VersionRow>(type === undefined ? query : query.where('dedup_artifacts.type', type));
    const types = [...new Set(rows.map((row) => row.type))];
    if (types.length === 0) throw new RunkeepError('not-found', 'no-artifact', `There is no artifact ${type === undefined ? '' : `${type}/`}${name}.`, 'List them with: runkeep artifact ls');
    if (types.length > 1) throw new RunkeepError('invalid', 'ambiguous-artifact', `The name ${name} is in use under several types.`, `Say which: ${types.join(', ')}.`);
    return rows;
  }

  async #files(version: string): Promise<ArtifactFile[]> {
    return this.#database.rows<ArtifactFile>(this.#database.reader('dedup_files').where({ version_id: version }).select('path', 'digest', 'size', 'modified_at', 'state').orderBy('path'));
  }

  async #references(version: string): Promise<ArtifactReference[]> {
    const rows = await this.#database.rows<Omit<ArtifactReference, 'metadata'> & { metadata: string }>(this.#database.reader('dedup_references').where({ version_id: version }).select('uri', 'checksum', 'size', 'metadata').orderBy('ordinal'));
    return rows.map(({ metadata, ...row }) => ({ ...row, metadata: JSON.parse(metadata) as Record<string, unknown> }));
  }

  async #aliases(): Promise<Map<string, Aliases>> {
    const rows = await this.#database.rows<{ artifact_id: string; alias: string; version: number }>(this.#database.reader('dedup_aliases').select('artifact_id', 'alias', 'version').orderBy('alias'));
    return new Map([...groupBy(rows, (row) => row.artifact_id)].map(([id, some]) => [id, Object.fromEntries(some.map(({ alias, version }) => [alias, version]))]));
  }

  async #aliasesOf(artifact: string): Promise<Aliases> {
    const rows = await this.#database.rows<{ alias: string; version: number }>(this.#database.reader('dedup_aliases').where({ artifact_id: artifact }).select('alias', 'version').orderBy('alias'));
    return Object.fromEntries(rows.map(({ alias, version }) => [alias, version]));
  }
}

function summed(rows: readonly VersionRow[]): Pick<ArtifactSummary, 'versions' | 'latest' | 'size_bytes'> {
  return { versions: rows.length, latest: rows.findLast((row) => deletedAt(row) === null)?.version ?? null, size_bytes: sum(rows.map(({ size_bytes }) => size_bytes)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
