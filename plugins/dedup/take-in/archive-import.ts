import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { Intents } from '../../../daemon/api/intent.js';
import type { Line } from '../../../daemon/api/line.js';
import type { Root } from '../../../daemon/api/root.js';
import type { ArchiveImportAnswer, ArchiveImportRequest } from '../../../schemas/dedup-archives.js';
import type { RunLayout } from '../../../schemas/contracts/run-layout.js';
import type { ArchiveLimits } from '../archive-io/limits.js';
import { withArchive } from '../archive-io/read-archive.js';
import { errnoOf, poolError } from '../errno.js';
import { realFiles } from '../pool/pool-files.js';
import { namesIn } from '../pool/pool-folder.js';
import type { FilePool } from '../pool/file-pool.js';
import type { Telling } from '../task.js';
import { unitsOf, type ArchivedRun } from './archive-units.js';
import { checkManifest } from './check-manifest.js';
import type { ImportIntent } from './import-intent.js';
import { missingFolders, statOf, type RunPlace } from './run-places.js';
import { stageArchive, type StagedArchive } from './stage-archive.js';
import { stageRun } from './stage-run.js';
import { standingOf, writeVersion } from './stored-versions.js';
import { documentsOf, type DocumentedVersion } from './version-documents.js';
import { Watchdog } from './watchdog.js';

export interface ArchiveImportParts {
  readonly root: Root;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly pool: FilePool;
  readonly layout: RunLayout;
  readonly line: Line;
  readonly clock: Clock;
  readonly intents: Intents;
  readonly intent: ImportIntent;
  readonly limits: ArchiveLimits;
}

/** What is to come in, all of it staged and right. */
interface Import {
  readonly operation: string;
  readonly folder: string;
  readonly archive: StagedArchive;
  readonly telling: Telling;
}

/** Takes archives in: by stream, judged before a byte is written, all of it or nothing, and once however often it is asked for (SEC-60). */
export class ArchiveImport {
  readonly #parts: ArchiveImportParts;

  constructor(parts: ArchiveImportParts) {
    this.#parts = parts;
  }

  async run({ archive: path, legacy }: ArchiveImportRequest, telling: Telling): Promise<ArchiveImportAnswer> {
    const { root } = this.#parts;
    if (root.keep !== join(root.path, '.runkeep')) throw new RunkeepError('conflict', 'root-only-read', `${root.path} is only read by this daemon.`, 'Import into a root that can be written, kept without --keep.');
    const operation = randomUUID();
    const folder = join(this.#home, `archive-${operation}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const archive = await this.#stage(path, folder, telling);
      try {
        if (!legacy || archive.manifest !== undefined) checkManifest(archive);
        return await this.#takeIn({ operation, folder, archive, telling });
      } finally {
        await archive.bodies.close();
      }
    } catch (failure) {
      const code = failure instanceof RunkeepError ? undefined : errnoOf(failure);
      throw code === undefined ? failure : poolError(code, String(failure), failure);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes what a crash left in staging; after the intents were taken back. */
  async recover(): Promise<void> {
    for (const name of await namesIn(realFiles, this.#home)) if (name.startsWith('archive-')) await rm(join(this.#home, name), { recursive: true, force: true });
  }

  get #home(): string {
    return join(this.#parts.root.keep, 'staging');
  }

  #stage(path: string, folder: string, { signal, step, did }: Telling): Promise<StagedArchive> {
    const { limits, clock } = this.#parts;
    return withArchive(path, (file, size) => {
      step('read', { files: 0, bytes: 0 });
      return stageArchive(file, size, { limits, folder, watchdog: new Watchdog(clock, limits, signal), did });
    });
  }

  async #takeIn(work: Import): Promise<ArchiveImportAnswer> {
    const { archive, telling } = work;
    const units = await unitsOf(archive, this.#parts.layout);
    const sum = [...archive.files.values()].reduce((bytes, { body }) => bytes + body.size, 0);
    telling.step('compare', { files: archive.files.size, bytes: sum });
    const runs = await this.#newRuns(work, units.runs);
    const documented: DocumentedVersion[] = [];
    for (const version of units.versions) documented.push(await documentsOf(archive, version));
    const versions = await this.#newVersions(documented);
    telling.step('take-in', { files: archive.files.size, bytes: sum });
    await this.#publish(work, runs, versions);
    if (runs.length > 0) await this.#parts.line.scan();
    const equal = units.runs.length + units.versions.length - runs.length - versions.length;
    return { runs: runs.map(({ dir }) => dir), artifacts: versions.map(({ folder }) => folder), equal, files: archive.files.size, bytes: sum };
  }

  async #newRuns({ archive, telling }: Import, runs: readonly ArchivedRun[]): Promise<ArchivedRun[]> {
    const fresh: ArchivedRun[] = [];
    for (const run of runs) {
      telling.signal.throwIfAborted();
      if ((await statOf(join(this.#parts.root.path, run.dir))) === undefined) fresh.push(run);
      else await this.#assertEqual(archive, run, telling.signal);
    }
    return fresh;
  }

  /** A run that lies there already must hold every file of the archive; what it holds besides does not count. */
  async #assertEqual({ files }: StagedArchive, { files: paths }: ArchivedRun, signal: AbortSignal): Promise<void> {
    const { hasher, root } = this.#parts;
    const hashes = await hasher.hash(paths.map((path) => join(root.path, path)), { within: root.path, signal });
    const other = paths.find((path, index) => {
      const hash = hashes[index];
      return hash?.ok !== true || hash.digest !== files.get(path)?.body.sha256;
    });
    if (other !== undefined) throw new RunkeepError('conflict', 'taken', `Something else lies in the place of ${other}.`, 'Move one of the two away; nothing was taken in.');
  }

  async #newVersions(documented: readonly DocumentedVersion[]): Promise<DocumentedVersion[]> {
    const fresh: DocumentedVersion[] = [];
    for (const version of documented) {
      const standing = await standingOf(this.#parts.database, version);
      if (standing === 'other') throw new RunkeepError('conflict', 'taken', `There is another version ${version.version} of ${version.type}/${version.name}.`, 'A version never changes; nothing was taken in.');
      if (standing === 'absent') fresh.push(version);
    }
    return fresh;
  }

  /** Bytes first, in the pool and in staging; then all names and rows in one write. */
  async #publish(work: Import, runs: readonly ArchivedRun[], versions: readonly DocumentedVersion[]): Promise<void> {
    const { root, pool, intents, intent } = this.#parts;
    for (const version of versions) await this.#store(work, version);
    const places: RunPlace[] = [];
    for (const [index, run] of runs.entries()) {
      work.telling.signal.throwIfAborted();
      places.push(await stageRun(work.archive, run, join(work.folder, `run-${index}`)));
      work.telling.did(run.files.length, 0);
    }
    const facts = { operation: work.operation, made: await missingFolders(root.path, runs.map(({ dir }) => dir)), runs: places };
    const digests = versions.flatMap(({ manifest }) => manifest.files.map(({ digest }) => digest));
    intent.expect(work.operation, async (transaction) => {
      for (const version of versions) await writeVersion(transaction, version);
    });
    try {
      await pool.keeping(digests, () => intents.run(intent, facts));
    } finally {
      intent.forget(work.operation);
    }
  }

  async #store({ archive, folder, telling }: Import, { bytes }: DocumentedVersion): Promise<void> {
    const { pool } = this.#parts;
    const from = join(folder, 'object');
    for (const { body } of bytes.values()) {
      telling.signal.throwIfAborted();
      await archive.bodies.moveTo(body, from, 0o600);
      await pool.store({ from, digest: body.sha256, size: body.size, method: 'any', signal: telling.signal });
      await rm(from);
      telling.did(1, body.size);
    }
  }
}
