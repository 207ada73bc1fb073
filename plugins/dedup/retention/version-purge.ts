import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Intents } from '../../../daemon/api/intent.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Root } from '../../../daemon/api/root.js';
import type { ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import type { VersionPurgeAnswer } from '../../../schemas/dedup-retention.js';
import type { SqlArtifacts } from '../catalog/sql-artifacts.js';
import { deletedAt } from '../catalog/version-rows.js';
import { errnoOf } from '../errno.js';
import type { SteadyTime } from '../gc/steady-time.js';
import { ownVersions } from './own-versions.js';
import { digestsOf, purgeIntent } from './purge-intent.js';

export interface VersionPurgeParts {
  readonly artifacts: SqlArtifacts;
  readonly database: Database;
  readonly intents: Intents;
  readonly time: SteadyTime;
  readonly root: Root;
  readonly log: Log;
}

/** Deletes versions of the recycle bin for good; files that were not made here are never touched. */
export class VersionPurge {
  readonly #parts: VersionPurgeParts;

  constructor(parts: VersionPurgeParts) {
    this.#parts = parts;
  }

  /** Does it, or says what would go. */
  async run(ref: ArtifactRef, isApplied: boolean): Promise<VersionPurgeAnswer> {
    const { artifacts, database, intents, time, root, log } = this.#parts;
    const row = await artifacts.version(ref);
    if (deletedAt(row) === null) throw new RunkeepError('conflict', 'not-in-bin', `${row.type}/${row.name}:v${row.version} is not in the recycle bin; nothing was deleted.`, 'Put it there first: runkeep artifact rm');
    const own = (await ownVersions(database, root, [row.id])).get(row.id);
    const folder = own?.folder ?? null;
    const answer = { folder, folder_bytes: folder === null ? 0 : await blocksOf(folder), unreferenced: await this.#unreferenced(row.id) };
    if (isApplied) {
      const isThere = folder !== null && (await isFolder(dirname(folder)));
      await intents.run(purgeIntent, { id: row.id, folder: isThere ? folder : null, at: time.now() });
      log.info('a version was purged', { type: row.type, name: row.name, version: row.version, folder });
    }
    return { ...answer, applied: isApplied, fate: folder === null ? 'forgotten' : 'removed', message: messageOf(isApplied, folder) };
  }

  /** Bytes of the pool that only this version refers to. */
  async #unreferenced(id: string): Promise<{ readonly objects: number; readonly bytes: number }> {
    const { reader } = this.#parts.database;
    const digests = await digestsOf(reader, id);
    let [objects, bytes] = [0, 0];
    for (let at = 0; at < digests.length; at += 500) {
      const some = digests.slice(at, at + 500);
      const others = reader('dedup_files').whereIn('digest', some).whereNot({ version_id: id }).select('digest').union(reader('dedup_collection_files').whereIn('digest', some).select('digest'));
      const rows = await reader('dedup_blobs').whereIn('digest', some).whereNotNull('pool_inode').whereNotIn('digest', others).select<{ size: number }[]>('size');
      objects += rows.length;
      bytes += rows.reduce((sum, { size }) => sum + size, 0);
    }
    return { objects, bytes };
  }
}

function messageOf(isApplied: boolean, folder: string | null): string {
  if (folder !== null) return isApplied ? 'The version and its folder are gone; its number is not given again.' : 'Its rows and its folder would go for good; give --apply to do it.';
  return isApplied ? 'The version is forgotten here; its files stay where they are, and `runkeep artifact adopt` takes it in again.' : 'Another program made it: it would only be forgotten here, and its files stay where they are; give --apply to do it.';
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (failure) {
    if (errnoOf(failure) === undefined) throw failure;
    return false;
  }
}

async function blocksOf(folder: string): Promise<number> {
  if (!(await isFolder(folder))) return 0;
  let bytes = (await lstat(folder)).blocks * 512;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await blocksOf(path) : await aloneBlocks(path);
  }
  return bytes;
}

async function aloneBlocks(path: string): Promise<number> {
  const { nlink, blocks } = await lstat(path);
  return nlink === 1 ? blocks * 512 : 0;
}
