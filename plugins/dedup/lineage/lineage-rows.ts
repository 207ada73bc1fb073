import type { Database } from '../../../daemon/api/database.js';
import { parentOf } from '../publish/parents.js';

/** A version by its id, and by the names under which somebody spoke of it. */
export interface NamedVersion {
  readonly version_id: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
}

export interface RunLink extends NamedVersion {
  readonly experiment_id: string;
}

export interface ParentLink {
  readonly version_id: string;
  readonly parent_id: string;
  readonly parent: NamedVersion;
}

export interface KnownVersion {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly size_bytes: number;
  readonly created_at: number | null;
  readonly created_by_run: string | null;
}

const atOnce = 256;
const tables = ['dedup_run_artifacts', 'dedup_uses'] as const;

/** The rows of which a lineage is made; each question is asked for many at once. */
export class LineageRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What runs made or used, by their ids or by those of the versions. */
  async links(relation: 'created' | 'used', by: 'experiment_id' | 'version_id', ids: readonly string[]): Promise<RunLink[]> {
    const answers = await Promise.all(tables.map((table) => this.#all<RunLink>(ids, (some) => this.#database.reader(table).where({ relation }).whereIn(by, some).select('experiment_id', 'version_id', 'type', 'name', 'version'))));
    return answers.flat();
  }

  /** What versions were made from, by the ids of either. */
  async parents(by: 'version_id' | 'parent_id', ids: readonly string[]): Promise<ParentLink[]> {
    const rows = await this.#all<{ version_id: string; parent_id: string; parent: string }>(ids, (some) => this.#database.reader('dedup_parents').whereIn(by, some).select('version_id', 'parent_id', 'parent'));
    return rows.map(({ parent, ...row }) => ({ ...row, parent: { version_id: row.parent_id, ...(parentOf(parent) ?? { type: '', name: parent, version: 0 }) } }));
  }

  versions(ids: readonly string[]): Promise<KnownVersion[]> {
    return this.#all(ids, (some) => this.#database.reader('dedup_versions').join('dedup_artifacts', 'dedup_artifacts.id', 'dedup_versions.artifact_id').whereIn('dedup_versions.id', some).select('dedup_versions.id as id', 'type', 'name', 'version', 'size_bytes', 'dedup_versions.created_at as created_at', 'created_by_run'));
  }

  async #all<Row>(ids: readonly string[], query: (some: readonly string[]) => Parameters<Database['rows']>[0]): Promise<Row[]> {
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += atOnce) rows.push(...(await this.#database.rows<Row>(query(rounded(ids.slice(at, at + atOnce))))));
    return rows;
  }
}

/** As many as a power of two, the last one again and again: few texts of statements, each prepared once. */
function rounded(ids: readonly string[]): readonly string[] {
  const last = ids.at(-1);
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return last === undefined ? ids : [...ids, ...Array.from({ length: length - ids.length }, () => last)];
}
