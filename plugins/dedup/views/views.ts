import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { Root } from '../../../daemon/api/root.js';
import type { ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import type { DroppedView, ViewAnswer } from '../../../schemas/dedup-views.js';
import { Verifier } from '../adopt/verifier.js';
import type { SqlArtifacts } from '../catalog/sql-artifacts.js';
import type { VersionRow } from '../catalog/version-rows.js';
import type { FilePool } from '../pool/file-pool.js';
import { Leases } from '../pool/leases.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { droppedView } from './dropped-view.js';
import { KnownBytes } from './known-bytes.js';
import { viewBlocked } from './place-file.js';
import { viewHome, type ViewHome } from './view-home.js';
import { ViewMaker } from './view-maker.js';
import { viewedFiles, type ViewedFile } from './viewed-files.js';

export interface ViewsParts {
  readonly root: Root;
  readonly database: Database;
  readonly artifacts: SqlArtifacts;
  readonly pool: FilePool;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly files: PoolFiles;
}

/** Local files of versions. Those of our versions are made out of the pool when somebody asks, and may be dropped at any time; those of others are only read. */
export class Views {
  readonly #parts: ViewsParts;
  readonly #maker: ViewMaker;
  readonly #known: KnownBytes;
  readonly #turn = new Leases();

  constructor(parts: ViewsParts) {
    this.#parts = parts;
    this.#maker = new ViewMaker(parts);
    this.#known = new KnownBytes(parts.hasher);
  }

  /** The place of a version's files, or of one of them; every one that it stands for was verified the moment before. */
  async path(ref: ArtifactRef, path: string | undefined, signal: AbortSignal): Promise<ViewAnswer> {
    const { artifacts, database } = this.#parts;
    const row = await artifacts.version(ref);
    const files = await viewedFiles(database, row, path);
    const home = await viewHome(this.#parts, row);
    const sums = { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
    if (home === undefined) return { path: await this.#theirs(row, files, { path, signal }), owner: 'maker', ...sums, cloned: 0, copied: 0 };
    const made = await this.#turn.hold(row.id, () => this.#made(home, files, signal));
    return { path: path === undefined ? home.folder : join(home.folder, path), owner: 'runkeep', ...sums, ...made };
  }

  /** Takes the view of a version away; the pool keeps the bytes. Files of another maker are refused. */
  async drop(ref: ArtifactRef): Promise<DroppedView> {
    const row = await this.#parts.artifacts.version(ref);
    const home = await viewHome(this.#parts, row);
    if (home === undefined) throw new RunkeepError('conflict', 'not-our-files', `The files of version ${row.version} of ${row.name} are those of the program that made it.`, 'Nothing was removed; Runkeep never writes there.');
    const listed = new Set((await viewedFiles(this.#parts.database, row, undefined)).map(({ path }) => path));
    return this.#turn.hold(row.id, () => droppedView(this.#parts.files, home.folder, listed));
  }

  async #made({ base, folder }: ViewHome, files: readonly ViewedFile[], signal: AbortSignal): Promise<Pick<ViewAnswer, 'cloned' | 'copied'>> {
    const made = { clone: 0, copy: 0, there: 0 };
    for (const file of files) {
      signal.throwIfAborted();
      made[await this.#madeFile(base, join(folder, file.path), file, signal)]++;
    }
    return { cloned: made.clone, copied: made.copy };
  }

  async #madeFile(base: string, target: string, file: ViewedFile, signal: AbortSignal): Promise<'clone' | 'copy' | 'there'> {
    const standing = await this.#known.standing(target, { within: base, digest: file.digest, signal });
    if (standing === 'wrong') throw viewBlocked(target);
    return standing === 'right' ? 'there' : this.#maker.make(base, target, file, signal);
  }

  /** Files of another program are hashed where their stat is not the one that was verified. */
  async #theirs(row: VersionRow, files: readonly ViewedFile[], { path, signal }: { readonly path: string | undefined; readonly signal: AbortSignal }): Promise<string> {
    const { root, database, hasher, clock } = this.#parts;
    const payloads = files.map(({ path: name, digest, size, place }) => ({ path: place ?? `artifacts/${row.type}/${row.name}/v${row.version}/files/${name}`, digest, size }));
    const verifier = new Verifier({ root: root.path, database, hasher, clock, bytesPerSecond: Number.MAX_SAFE_INTEGER, signal });
    const verdicts = await verifier.verify(payloads, () => undefined);
    const wrong = payloads.find((payload) => verdicts.get(payload.path)?.state !== 'ok');
    if (wrong !== undefined) throw new RunkeepError('conflict', 'file-differs', `${wrong.path} is not intact: ${verdicts.get(wrong.path)?.state ?? 'missing'}.`, 'If another copy of its bytes is intact, this writes it: runkeep artifact get');
    return join(root.path, path === undefined ? `artifacts/${row.type}/${row.name}/v${row.version}/files` : (payloads[0]?.path ?? ''));
  }
}
