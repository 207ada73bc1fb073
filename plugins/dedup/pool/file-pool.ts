import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { CopiedFile, Hasher } from '../../../daemon/api/hasher.js';
import type { Health } from '../../../daemon/api/health.js';
import type { Root } from '../../../daemon/api/root.js';
import { slices } from '../adopt/slices.js';
import { errnoOf, poolError } from '../errno.js';
import { Leases } from './leases.js';
import { findPool, makePool, namesIn, shardOf } from './pool-folder.js';
import type { PoolFiles, PoolStat } from './pool-files.js';
import { publishObject } from './publish-object.js';

export interface FilePoolParts {
  readonly root: Root;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly health: Health;
  readonly clock: Clock;
  readonly files: PoolFiles;
}

export interface StoreRequest {
  /** Absolute path of the bytes, below the root. */
  readonly from: string;
  /** What they must hash to; absent = whatever they are. */
  readonly digest?: string;
  readonly size: number;
  readonly method: 'clone' | 'any';
  readonly signal?: AbortSignal;
}

export interface StoredObject {
  readonly digest: string;
  readonly size: number;
  readonly method: 'clone' | 'copy';
}

interface BlobRow {
  readonly size: number;
  readonly pool_device: string | null;
  readonly pool_inode: string | null;
  readonly pool_mtime_ns: string | null;
}

/**
 * The content-addressed store: read-only files with one name each, never linked to a file of the user (DISK-57). A store has no intent: the staged
 * file is one (REL-30), and `recover` takes back what a crash left.
 */
export class FilePool {
  readonly #parts: FilePoolParts;
  readonly #leases = new Leases();
  #folder: Promise<string> | undefined;
  #made: Promise<void> | undefined;

  constructor(parts: FilePoolParts) {
    this.#parts = parts;
  }

  /** Absolute path of the pool; it may not be there yet. */
  folder(): Promise<string> {
    const { root } = this.#parts;
    return (this.#folder ??= findPool(root.path, root.keep));
  }

  /** Absolute path under which the bytes of a digest lie, if the pool has them. */
  async pathOf(digest: string): Promise<string> {
    return join(shardOf(await this.folder(), digest), digest);
  }

  /** Can this file be had in the pool for nothing? Asked beside the pool, so that none is made where the answer is no. */
  async canClone(from: string): Promise<boolean> {
    const { root, hasher, files } = this.#parts;
    const to = join(root.keep, '.clone-probe.tmp');
    await files.remove(to);
    const copied = await hasher.copy({ from, within: root.path, to, method: 'clone' });
    await files.remove(to);
    return copied.ok;
  }

  /** Takes a file's bytes in; when it resolves they survive a power cut. Known bytes are kept once. */
  async store(request: StoreRequest): Promise<StoredObject> {
    const folder = await this.folder();
    try {
      await (this.#made ??= makePool(folder));
      if (request.method === 'any') await this.#assertRoom(folder, request.size);
      return await this.#stage(request, folder);
    } catch (failure) {
      this.#made = undefined;
      const code = failure instanceof RunkeepError ? undefined : errnoOf(failure);
      throw code === undefined ? failure : poolError(code, String(failure), failure);
    }
  }

  /**
   * Runs `work` while nothing may take the bytes of these digests away: whoever writes rows that refer to them does it in here (POOL-20).
   * Rejects with `object-gone` where the pool lacks one; it is stored again then.
   */
  keeping<T>(digests: readonly string[], work: () => Promise<T>): Promise<T> {
    return this.#leases.share(digests, async () => {
      await this.#assertKept(digests);
      return work();
    });
  }

  /** Runs `work` with those of the digests that nobody stores, uses or waits for; whoever asks for one of them meanwhile waits (POOL-20). */
  whileUnused<T>(digests: readonly string[], work: (unused: readonly string[]) => Promise<T>): Promise<T> {
    return this.#leases.holdFree(digests, work);
  }

  /** An object that no longer holds its bytes goes aside; nothing is deleted (POOL-32). */
  async quarantine(digest: string): Promise<void> {
    const { files, clock, database } = this.#parts;
    const folder = await this.folder();
    await this.#leases.hold(digest, async () => {
      await files.rename(join(shardOf(folder, digest), digest), join(folder, '.quarantine', `${digest}.${clock.now()}`)).catch((failure: unknown) => {
        if (errnoOf(failure) !== 'ENOENT') throw failure;
      });
      await files.syncFolder(shardOf(folder, digest));
      await database.write((transaction) => transaction('dedup_blobs').where({ digest }).update({ pool_device: null, pool_inode: null, pool_mtime_ns: null, verified_at: null }));
    });
  }

  /** Takes back what a crash left of stores: staged files, and objects that never got their row (REL-32). */
  async recover(): Promise<void> {
    const folder = await this.folder();
    for (const name of await namesIn(join(folder, '.staging'))) await this.#takeBack(folder, join(folder, '.staging', name));
  }

  async #stage(request: StoreRequest, folder: string): Promise<StoredObject> {
    const staged = join(folder, '.staging', randomUUID());
    try {
      const copied = await this.#copy(request, staged);
      if (request.digest !== undefined && copied.digest !== request.digest) throw new RunkeepError('conflict', 'digest-mismatch', `The file holds other bytes than ${request.digest}.`, 'It was changed since it was stored; nothing was taken in.');
      await this.#leases.hold(copied.digest, () => this.#publish(folder, staged, copied));
      return { digest: copied.digest, size: copied.stamp.size, method: copied.method };
    } catch (failure) {
      // what cannot be taken back now is at the next start: the staged file says so
      await this.#takeBack(folder, staged).catch(() => undefined);
      throw failure;
    }
  }

  /** A write that failed at the disk is tried once more with a new file; a second failure is told to `/healthz` (REL-22). */
  async #copy({ from, method, signal }: StoreRequest, staged: string): Promise<CopiedFile> {
    const ask = (to: string): ReturnType<Hasher['copy']> => this.#parts.hasher.copy({ from, within: this.#parts.root.path, to, method, ...(signal && { signal }) });
    const first = await ask(staged);
    const answer = !first.ok && first.code === 'EIO' ? await ask(staged) : first;
    if (answer.ok) return answer;
    if (answer.code === 'EIO') this.#parts.health.report('pool', { ok: false, code: 'pool-degraded', message: `the disk of the pool fails: ${answer.message}` });
    throw poolError(answer.code, answer.message);
  }

  async #publish(folder: string, staged: string, { digest, stamp: { size } }: CopiedFile): Promise<void> {
    const { files, hasher, database, clock } = this.#parts;
    const final = join(shardOf(folder, digest), digest);
    await publishObject({ files, hasher, pool: folder, staged, final, digest, isKnown: (stat) => this.#isKnown(digest, stat) });
    const { device, inode, mtime_ns } = await files.stat(final);
    const row = { digest, size, pool_device: device, pool_inode: inode, pool_mtime_ns: mtime_ns, verified_at: clock.now(), state: 'kept', unreferenced_at: null };
    await database.write((transaction) => transaction('dedup_blobs').insert(row).onConflict('digest').merge());
    await files.remove(staged);
  }

  async #isKnown(digest: string, stat: PoolStat): Promise<boolean> {
    const row = await this.#row(digest);
    return row !== undefined && stat.isFile && stat.links === 1 && row.size === stat.size && row.pool_device === stat.device && row.pool_inode === stat.inode && row.pool_mtime_ns === stat.mtime_ns;
  }

  async #assertKept(digests: readonly string[]): Promise<void> {
    const { reader } = this.#parts.database;
    for (const part of slices([...new Set(digests)], 500)) {
      const kept = new Set<string>(await reader<BlobRow & { readonly digest: string; readonly state: string }>('dedup_blobs').whereIn('digest', part).where({ state: 'kept' }).whereNotNull('pool_inode').pluck('digest'));
      const gone = part.find((digest) => !kept.has(digest));
      if (gone !== undefined) throw new RunkeepError('conflict', 'object-gone', `The pool does not hold the bytes ${gone}.`, 'Store the file again.');
    }
  }

  async #row(digest: string): Promise<BlobRow | undefined> {
    const { reader } = this.#parts.database;
    const rows: BlobRow[] = await reader<BlobRow & { readonly digest: string }>('dedup_blobs').where('digest', digest).select('size', 'pool_device', 'pool_inode', 'pool_mtime_ns');
    return rows[0];
  }

  /** Removes a staged file, and its object if that never got its row. */
  async #takeBack(folder: string, staged: string): Promise<void> {
    const { files, hasher } = this.#parts;
    if (!(await namesIn(dirname(staged))).includes(basename(staged))) return;
    const { links, inode } = await files.stat(staged);
    const [answer] = links > 1 ? await hasher.hash([staged], { within: folder }) : [];
    if (answer?.ok === true) await this.#leases.hold(answer.digest, () => this.#unpublish(folder, answer.digest, inode));
    await files.remove(staged);
  }

  async #unpublish(folder: string, digest: string, inode: string): Promise<void> {
    const { files } = this.#parts;
    const shard = shardOf(folder, digest);
    const isThere = (await namesIn(shard)).includes(digest) && (await files.stat(join(shard, digest))).inode === inode;
    if (!isThere || (await this.#row(digest))?.pool_inode === inode) return;
    await files.remove(join(shard, digest));
    await files.syncFolder(shard);
  }

  async #assertRoom(folder: string, size: number): Promise<void> {
    if ((await this.#parts.files.room(folder)) < size) throw new RunkeepError('no-space', 'no-space', `The disk of the pool has no room for ${size} bytes more.`, 'Free some space and try again; a reserve is left alone.');
  }
}
