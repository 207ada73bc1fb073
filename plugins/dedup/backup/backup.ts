import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { CopiedDatabase, DatabaseCopies } from '../../../daemon/api/database-copies.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { BackupAnswer, BackupManifest, BackupRequest } from '../../../schemas/dedup-backup.js';
import type { CollectionHold } from '../../../schemas/contracts/collection-hold.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { groupBy } from '../catalog/group-by.js';
import { errnoOf, poolError } from '../errno.js';
import { runFiles, type RunFile } from '../give-out/run-files.js';
import type { FilePool } from '../pool/file-pool.js';
import { realFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';
import type { Telling } from '../task.js';
import { BackupFolder } from './backup-folder.js';
import { copyNamed, copyStream, sourceOf, type ContentParts } from './copied-content.js';
import { namedObjects, namedPlaces, poolWithin, type NamedFile } from './named-files.js';

export interface BackupParts extends ContentParts {
  readonly database: Database;
  readonly copies: DatabaseCopies;
  readonly pool: FilePool;
  readonly catalog: ExperimentCatalog;
  readonly hold: CollectionHold;
  readonly clock: Clock;
}

/** One backup while it is made. */
interface Making {
  readonly folder: BackupFolder;
  readonly telling: Telling;
  readonly files: BackupManifest['files'];
  readonly lost: string[];
  readonly copied: { files: number; bytes: number };
}

const pageRuns = 1000;
const marker = '.runkeep-pool';

/**
 * Backs a root up while it is used (REL-70): a copy of the database, then the bytes that it names, then the files of runs, then the manifest. Bytes that the folder
 * holds already are not copied; one that was killed half-way leaves what it copied to the next, and the backup before it whole.
 */
export class Backup {
  readonly #parts: BackupParts;

  constructor(parts: BackupParts) {
    this.#parts = parts;
  }

  async run(request: BackupRequest, telling: Telling): Promise<BackupAnswer> {
    try {
      const folder = await BackupFolder.open(request.folder, this.#parts.root);
      return await this.#parts.hold.holdCollection(() => this.#make(request, { folder, telling, files: [], lost: [], copied: { files: 0, bytes: 0 } }));
    } catch (failure) {
      const code = failure instanceof RunkeepError ? undefined : errnoOf(failure);
      throw code === undefined ? failure : poolError(code, String(failure), failure);
    }
  }

  async #make({ runs: withRuns }: BackupRequest, making: Making): Promise<BackupAnswer> {
    const { folder, files, lost, copied } = making;
    const created = this.#parts.clock.now();
    const copy = await this.#copyDatabase(making);
    try {
      const folders = await this.#copyNamed(copy, making);
      const runs = await this.#runs(copy);
      if (withRuns) await this.#copyRuns(making, runs.map(({ dir }) => dir));
      const database = { sha256: copy.sha256, size: copy.size };
      await folder.keep(folder.staged('database'), copy.sha256);
      const manifest: BackupManifest = { format: 'runkeep-backup', version: 1, root: this.#parts.root, created_at: created, database, folders, files, runs, with_runs: withRuns, lost };
      making.telling.signal.throwIfAborted();
      await folder.commit(manifest);
      await folder.prune(manifest);
      return { folder: folder.path, files: files.length, bytes: files.reduce((sum, { size }) => sum + size, copy.size), copied, lost };
    } finally {
      copy.close();
    }
  }

  async #copyDatabase({ folder, telling, copied }: Making): Promise<CopiedDatabase> {
    let pages = 0;
    const copy = await this.#parts.copies.copy(folder.staged('database'), {
      signal: telling.signal,
      tell: ({ done, of }) => {
        if (pages === 0) telling.step('database', { files: of, bytes: 0 });
        telling.did(done - pages, 0);
        pages = done;
      },
    });
    copied.files++;
    copied.bytes += copy.size;
    return copy;
  }

  /** Answers the folders that a root needs before them: a store makes none. */
  async #copyNamed(copy: CopiedDatabase, making: Making): Promise<string[]> {
    const { database, pool, root } = this.#parts;
    const from = await pool.folder();
    const within = poolWithin(root, from);
    const named = [...(await namedObjects(copy, database, within)), ...(await namedPlaces(copy, database))];
    making.telling.step('objects', { files: named.length, bytes: named.reduce((sum, { size }) => sum + size, 0) });
    for (const file of named) await this.#copyOne(making, sourceOf(root, from, file), file);
    const shards = await namesIn(realFiles, from);
    if (!shards.includes(marker)) return [];
    const mark = await copyStream(making.folder, whole(join(from, marker)), making.telling.signal);
    making.files.push({ path: `${within}/${marker}`, ...mark, readonly: false });
    return [within, ...shards.filter((name) => name !== marker).map((name) => `${within}/${name}`)];
  }

  async #copyOne({ folder, telling, files, lost, copied }: Making, from: string, file: NamedFile): Promise<void> {
    telling.signal.throwIfAborted();
    const content = { sha256: file.digest, size: file.size };
    const isThere = await folder.holds(content);
    if (isThere || (await copyNamed(this.#parts, folder, from, file, telling.signal))) files.push({ path: file.path, ...content, readonly: file.isObject });
    else lost.push(file.path);
    if (!isThere) {
      copied.files++;
      copied.bytes += file.size;
    }
    telling.did(1, file.size);
  }

  /** Runs as the catalog lists them, with how far the copy had taken their files in. */
  async #runs(copy: CopiedDatabase): Promise<BackupManifest['runs']> {
    const cursors = groupBy(copy.cursors(), ({ experiment_id: id }) => id);
    const runs: BackupManifest['runs'] = [];
    for (let next: string | null | undefined; next !== null; ) {
      const page = await this.#parts.catalog.list({ show: 'all', sort: 'run_dir', limit: pageRuns, ...(next !== undefined && { next }) });
      for (const { id, run_dir: dir } of page.experiments) runs.push({ dir, cursors: (cursors.get(id) ?? []).map(({ file, offset }) => ({ file, offset })) });
      next = page.next;
    }
    return runs;
  }

  /** After the database: each file holds at least what the copy has taken in of it. */
  async #copyRuns(making: Making, dirs: readonly string[]): Promise<void> {
    const found = new Map<string, RunFile>();
    for (const dir of dirs) for (const file of (await runFiles(this.#parts.root, dir)).files) found.set(file.name, file);
    const before = new Map(making.folder.previous?.files.map((file) => [file.path, file]));
    making.telling.step('runs', { files: found.size, bytes: [...found.values()].reduce((sum, { size }) => sum + size, 0) });
    for (const file of found.values()) await this.#copyRunFile(making, file, before.get(file.name));
  }

  async #copyRunFile({ folder, telling, files, copied }: Making, file: RunFile, before: BackupManifest['files'][number] | undefined): Promise<void> {
    telling.signal.throwIfAborted();
    if (before?.stamp === file.stamp && (await folder.holds(before))) files.push(before);
    else {
      const content = await copyStream(folder, file.open(telling.signal), telling.signal);
      files.push({ path: file.name, ...content, readonly: false, stamp: file.stamp });
      copied.files++;
      copied.bytes += content.size;
    }
    telling.did(1, file.size);
  }
}

async function* whole(path: string): AsyncGenerator<Uint8Array> {
  yield await readFile(path);
}
