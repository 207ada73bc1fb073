import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { Health } from '../../../daemon/api/health.js';
import type { Root } from '../../../daemon/api/root.js';
import { slices } from '../adopt/slices.js';
import { errnoOf, poolError } from '../errno.js';
import { BlobRows } from './blob-rows.js';
import { DiskTrust } from './disk-trust.js';
import { Leases } from './leases.js';
import { findPool, makePool, namesIn, shardOf } from './pool-folder.js';
import type { PoolFiles } from './pool-files.js';
import { Shelving } from './shelving.js';
import { sideBySide } from './side-by-side.js';
import { announcedBy } from './staging-names.js';
import { Staging } from './staging.js';
import type { StagedObject, StoredObject, StoreRequest } from './stored-object.js';

export interface FilePoolParts {
  readonly root: Root;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly health: Health;
  readonly clock: Clock;
  readonly files: PoolFiles;
}

/** One transaction takes so many rows, and each of 256 folders is synced once for them. */
const filesAtOnce = 4096;
/** While one round gets its names, the next one is read. */
const roundsAtOnce = 2;
const callsAtOnce = 4;

/**
 * The content-addressed store: read-only files with one name each, never linked to a file of the user (DISK-57). A store has no intent: the staged
 * file is one (REL-30), and `recover` takes back what a crash left.
 */
export class FilePool {
  readonly #parts: FilePoolParts;
  readonly #leases = new Leases();
  readonly #rows: BlobRows;
  readonly #trust: DiskTrust;
  readonly #staging: Staging;
  readonly #shelving: Shelving;
  readonly #counts = new Map<string, number>();
  #folder: Promise<string> | undefined;
  #made: Promise<void> | undefined;

  constructor(parts: FilePoolParts) {
    const { root, database, hasher, health, clock, files } = parts;
    this.#parts = parts;
    this.#rows = new BlobRows(database);
    this.#trust = new DiskTrust(health);
    this.#staging = new Staging({ root, hasher, rows: this.#rows, trust: this.#trust });
    this.#shelving = new Shelving({ files, hasher, clock, rows: this.#rows, leases: this.#leases, counted: (how) => this.#count(how) });
  }

  /** How often bytes came in by each method, and how often an object got its name in each way (REL-20). */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
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

  /** Those of the digests whose bytes the pool holds, with their sizes. */
  async held(digests: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map([...(await this.#rows.of(digests))].map(([digest, { size }]) => [digest, size]));
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
  async store({ signal, ...request }: StoreRequest & { readonly signal?: AbortSignal }): Promise<StoredObject> {
    const [stored] = await this.storeAll([request], signal);
    if (stored === undefined) throw new Error('a file that is stored has an answer');
    return stored;
  }

  /**
   * The same for many files, at a fraction of the price of each alone (REL-12): one answer per request, in their order. Rejects with the first that
   * fails; of those before it objects may stay that nobody refers to, which a collection removes. Rows that refer to the objects are
   * written in `keeping`.
   */
  async storeAll(requests: readonly StoreRequest[], signal?: AbortSignal): Promise<StoredObject[]> {
    return this.#guarded(async (folder) => {
      await this.assertRoom(requests.reduce((sum, { size, method }) => sum + (method === 'any' ? size : 0), 0));
      const stored = await sideBySide(slices(requests, filesAtOnce), roundsAtOnce, (some) => this.#storeSome(folder, some, true, signal));
      return stored.flat();
    });
  }

  /** Gives a durable, read-only file of `.staging` its name in the pool; where that fails the file stays where it is. */
  async take(staged: string, digest: string, size: number): Promise<void> {
    await this.#guarded(async (folder) => {
      try {
        await this.#shelving.shelve(folder, [{ digest, size, method: 'copy', staged }]);
        this.#count('copy');
      } catch (failure) {
        await this.#shelving.unshelve(folder, staged).catch(() => undefined);
        throw failure;
      }
    });
  }

  /** Makes the pool where it is not; rejects where the disk is not trusted with anything more (REL-22). Answers the pool's folder. */
  async opened(): Promise<string> {
    this.#trust.assert();
    const folder = await this.folder();
    await (this.#made ??= makePool(this.#parts.files, folder));
    return folder;
  }

  /** Tells what a failed file call of the pool means, and remembers what it says of the disk (REL-20, REL-22). */
  failed(failure: unknown): unknown {
    const errno = failure instanceof RunkeepError ? undefined : errnoOf(failure);
    if (errno === undefined) return failure;
    const code = errno === 'ENOENT' ? 'pool-damaged' : errno;
    this.#trust.note(code, String(failure));
    return poolError(code, String(failure), failure);
  }

  /** Rejects where the disk has no room for so many bytes beside the reserve (LIM-40). */
  async assertRoom(bytes: number): Promise<void> {
    if (bytes === 0 || (await this.#parts.files.room(await this.folder())) >= bytes) return;
    throw new RunkeepError('no-space', 'no-space', `The disk of the pool has no room for ${bytes} bytes more.`, 'Free some space and try again; a reserve is left alone.');
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
    const { files, clock } = this.#parts;
    const folder = await this.folder();
    await this.#leases.hold(digest, async () => {
      await files.rename(join(shardOf(folder, digest), digest), join(folder, '.quarantine', `${digest}.${clock.now()}`)).catch((failure: unknown) => {
        if (errnoOf(failure) !== 'ENOENT') throw failure;
      });
      await files.syncFolder(shardOf(folder, digest));
      await this.#rows.forget(digest);
    });
  }

  /** Takes back what a crash left of stores: staged files, and objects that never got their row (REL-32). Uploads stay unless they were taken in. */
  async recover(): Promise<void> {
    const folder = await this.folder();
    for (const name of await namesIn(this.#parts.files, join(folder, '.staging'))) {
      const staged = join(folder, '.staging', name);
      if (announcedBy(name) === undefined || (await this.#isTaken(folder, staged))) await this.#takeBack(folder, staged);
      else await this.#shelving.unshelve(folder, staged);
    }
  }

  async #guarded<T>(work: (folder: string) => Promise<T>): Promise<T> {
    try {
      return await work(await this.opened());
    } catch (failure) {
      this.#made = undefined;
      throw this.failed(failure);
    }
  }

  async #storeSome(folder: string, requests: readonly StoreRequest[], mayBeKnown: boolean, signal: AbortSignal | undefined): Promise<StoredObject[]> {
    const begun: string[] = [];
    try {
      const objects = await this.#staging.stage(requests, { folder, mayBeKnown, signal, begun: (path) => begun.push(path) });
      const missing = new Set(await this.#shelving.shelve(folder, objects));
      const again = missing.size === 0 ? [] : await this.#storeSome(folder, requests.filter((_, index) => isIn(missing, objects[index])), false, signal);
      const rest = again.values();
      const stored = objects.map((object) => (missing.has(object) ? (rest.next().value ?? object) : object));
      for (const { method } of stored) this.#count(method);
      this.#trust.kept();
      return stored.map(({ digest, size, method }) => ({ digest, size, method }));
    } catch (failure) {
      // what cannot be taken back now is at the next start: the staged file says so
      await sideBySide(begun, callsAtOnce, (staged) => this.#takeBack(folder, staged).catch(() => undefined));
      throw failure;
    }
  }

  async #assertKept(digests: readonly string[]): Promise<void> {
    const held = await this.#rows.of([...new Set(digests)]);
    const gone = digests.find((digest) => !held.has(digest));
    if (gone !== undefined) throw new RunkeepError('conflict', 'object-gone', `The pool does not hold the bytes ${gone}.`, 'Store the file again.');
  }

  /** Is the staged file the object of its row? Then only its second name was left. */
  async #isTaken(folder: string, staged: string): Promise<boolean> {
    const { digest = '' } = announcedBy(basename(staged)) ?? {};
    const { inode, isFile } = await this.#parts.files.stat(staged);
    return !isFile || (await this.#rows.of([digest])).get(digest)?.pool_inode === inode;
  }

  /** Removes a staged file, and its object if that never got its row. */
  async #takeBack(folder: string, staged: string): Promise<void> {
    const { files } = this.#parts;
    if (!(await namesIn(files, dirname(staged))).includes(basename(staged))) return;
    await this.#shelving.unshelve(folder, staged);
    await files.remove(staged);
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}

function isIn(missing: ReadonlySet<StagedObject>, object: StagedObject | undefined): boolean {
  return object !== undefined && missing.has(object);
}
