import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { VersionRequest } from '../../../schemas/dedup-publish.js';
import { slices } from '../adopt/slices.js';
import type { SqlArtifacts } from '../catalog/sql-artifacts.js';
import type { Draft, DraftFile } from './draft.js';

export interface DraftingParts {
  readonly database: Database;
  readonly artifacts: SqlArtifacts;
  readonly catalog: ExperimentCatalog;
}

/** Makes drafts out of what clients ask for: what they name is looked up, and refused where it is not there. */
export class Drafting {
  readonly #parts: DraftingParts;

  constructor(parts: DraftingParts) {
    this.#parts = parts;
  }

  async draft(type: string, name: string, { files, parents, experiment, idempotency_key: _, ...words }: VersionRequest): Promise<Draft> {
    return { ...words, type, name, files: await this.#sized(files), parents: await this.parents(parents), made_by: experiment === null ? null : await this.maker(experiment) };
  }

  /** Each as `type/name:vN`, in the order in which they were named, once. */
  async parents(named: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const one of named) found.push(await this.#parent(one));
    return [...new Set(found)];
  }

  /** The experiment of an id. */
  async maker(id: string): Promise<NonNullable<Draft['made_by']>> {
    const [experiment] = await this.#parts.catalog.byIds([id]);
    if (experiment === undefined) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${id}.`, 'List the ids with: runkeep ls');
    return { experiment_id: experiment.id, run_id: experiment.run_id };
  }

  async #parent(named: string): Promise<string> {
    const [, type, name, word] = /^(?:([^/]+)\/)?([^/]+):([^/:]+)$/.exec(named) ?? [];
    if (name === undefined || word === undefined) throw new RunkeepError('invalid', 'bad-parent', `${JSON.stringify(named.slice(0, 200))} names no version.`, 'Write name:v3, or type/name:best.');
    const artifact = { name, ...(type !== undefined && { type }) };
    const row = await this.#parts.artifacts.version({ ...artifact, version: await this.#parts.artifacts.numberOf(artifact, word) });
    return `${row.type}/${row.name}:v${row.version}`;
  }

  /** The sizes are those of the bytes that the pool holds. */
  async #sized(files: VersionRequest['files']): Promise<DraftFile[]> {
    const plain = files.map(({ digest, ...file }) => ({ ...file, digest: digest.replace(/^sha256:/, '') }));
    const { reader } = this.#parts.database;
    const sizes = new Map<string, number>();
    for (const some of slices([...new Set(plain.map(({ digest }) => digest))], 500)) {
      const rows = await reader('dedup_blobs').whereIn('digest', [...some]).whereNotNull('pool_inode').select<{ digest: string; size: number }[]>('digest', 'size');
      for (const { digest, size } of rows) sizes.set(digest, size);
    }
    return plain.map((file) => {
      const size = sizes.get(file.digest);
      if (size === undefined) throw new RunkeepError('conflict', 'object-gone', `The pool does not hold the bytes ${file.digest} of ${JSON.stringify(file.path.slice(0, 200))}.`, 'Send the file first.');
      return { ...file, size };
    });
  }
}
