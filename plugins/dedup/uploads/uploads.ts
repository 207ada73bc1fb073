import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { UploadState } from '../../../schemas/dedup-uploads.js';
import { errnoOf } from '../errno.js';
import type { FilePool } from '../pool/file-pool.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { Leases } from '../pool/leases.js';
import { namesIn } from '../pool/pool-folder.js';
import { announcedBy, uploadName, type Announced } from '../pool/staging-names.js';
import { Refusals } from './refusals.js';
import { StagedUpload, TooLong } from './staged-upload.js';

export interface UploadsParts {
  readonly pool: FilePool;
  readonly files: PoolFiles;
  readonly clock: Clock;
  readonly atOnce: number;
}

interface Open {
  readonly upload: StagedUpload;
  /** When bytes came last, by the clock's wall time. */
  touched: number;
  isBusy: boolean;
}

const idleSeconds = 24 * 3600;
const sweepMs = 3600_000;
/** Bytes that one file may have (LIM-30). */
const mostBytes = 5 * 2 ** 40;
/** After these the staged bytes are of no use, or in the way of others (REL-20, REL-22). */
const hopeless = new Set(['no-space', 'io-error', 'digest-mismatch']);

/**
 * Bytes that clients bring, one upload for each digest (REL-13). Its name in `.staging` says digest and size, its length how far it came: there is
 * nothing else to lose in a crash. The final digest decides.
 */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #open = new Map<string, Open>();
  readonly #beginnings = new Leases();
  #busy = 0;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Finds what earlier uploads left; ends those without progress for a day, now and every hour. The answer ends that. */
  async start(): Promise<() => void> {
    const { pool, files, clock } = this.#parts;
    const staging = join(await pool.folder(), '.staging');
    for (const name of await namesIn(files, staging)) {
      const announced = announcedBy(name);
      if (announced !== undefined) await this.#find(join(staging, name), announced);
    }
    await this.sweep();
    return clock.every(sweepMs, () => this.sweep());
  }

  /** Those of the blobs that have to be brought. */
  async missing(blobs: readonly Announced[]): Promise<string[]> {
    const held = await this.#parts.pool.held([...new Set(blobs.map(({ digest }) => digest))]);
    return blobs.filter(({ digest, size }) => held.get(digest) !== size).map(({ digest }) => digest);
  }

  /** Begins an upload, or finds the one that was begun; of bytes that are held nothing is needed. */
  begin(announced: Announced): Promise<UploadState> {
    return this.#beginnings.hold(announced.digest, () => this.#working(() => this.#begin(announced)));
  }

  /** How far an upload came. */
  async state(digest: string): Promise<UploadState> {
    const open = this.#open.get(digest);
    if (open !== undefined) return this.#state(open);
    const size = (await this.#parts.pool.held([digest])).get(digest);
    if (size === undefined) throw Refusals.unknown(digest);
    return stored({ digest, size });
  }

  /** Adds bytes at `offset`, the durable end; with the last ones the object is in the pool when this resolves. */
  async append(digest: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    const open = this.#open.get(digest);
    if (open === undefined) throw Refusals.unknown(digest);
    if (open.isBusy) throw Refusals.busy(digest);
    if (this.#busy >= this.#parts.atOnce) throw Refusals.tooMany(this.#parts.atOnce);
    open.isBusy = true;
    this.#busy++;
    try {
      await this.#assertFits(open, offset);
      return await this.#bring(open, bytes);
    } finally {
      open.isBusy = false;
      this.#busy--;
    }
  }

  /** All bytes of a blob in one go: those that came before are not gone on with. */
  async bring(announced: Announced, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    const { digest } = announced;
    if (this.#open.has(digest)) await this.cancel(digest);
    const begun = await this.begin(announced);
    if (!begun.stored) return this.append(digest, 0, bytes);
    await drained(bytes);
    return begun;
  }

  /** Removes what an upload brought so far. */
  async cancel(digest: string): Promise<void> {
    const open = this.#open.get(digest);
    if (open === undefined) throw Refusals.unknown(digest);
    if (open.isBusy) throw Refusals.busy(digest);
    await this.#remove(open);
  }

  /** Removes uploads without progress for a day. */
  async sweep(): Promise<void> {
    const { clock } = this.#parts;
    for (const open of [...this.#open.values()]) if (!open.isBusy && clock.now() - open.touched > idleSeconds) await this.#remove(open);
  }

  async #begin(announced: Announced): Promise<UploadState> {
    const { digest, size } = announced;
    if (size > mostBytes) throw Refusals.tooLarge(size);
    const open = this.#open.get(digest);
    if (open !== undefined && open.upload.announced.size === size) return this.#state(open);
    if (open !== undefined) await this.cancel(digest);
    if ((await this.missing([announced])).length === 0) return stored(announced);
    await this.#make(announced);
    return size === 0 ? this.append(digest, 0, none()) : this.state(digest);
  }

  async #assertFits(open: Open, offset: number): Promise<void> {
    const { digest, size } = open.upload.announced;
    const durable = await this.#hoping(open, () => open.upload.durableOffset());
    if (offset !== durable) throw Refusals.otherOffset(digest, durable);
    await this.#parts.pool.assertRoom(size - durable);
  }

  async #bring(open: Open, bytes: AsyncIterable<Uint8Array>): Promise<UploadState> {
    const { upload } = open;
    const { digest, size } = upload.announced;
    try {
      return await this.#hoping(open, async () => {
        await this.#parts.pool.opened();
        if ((await upload.durableOffset()) < size) await upload.append(bytes);
        return (await upload.durableOffset()) < size ? this.#state(open) : this.#finish(open);
      });
    } catch (failure) {
      throw failure instanceof TooLong ? Refusals.tooLong(digest, size) : failure;
    } finally {
      open.touched = this.#parts.clock.now();
    }
  }

  /** Removes what is staged where it is of no use after a failure. */
  async #hoping<T>(open: Open, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#working(work);
    } catch (failure) {
      if (failure instanceof RunkeepError && hopeless.has(failure.code)) await this.#remove(open).catch(() => undefined);
      throw failure;
    }
  }

  async #finish(open: Open): Promise<UploadState> {
    const { announced, path } = open.upload;
    const digest = await open.upload.seal();
    if (digest !== announced.digest) throw Refusals.otherBytes(announced.digest, digest);
    await this.#parts.pool.take(path, digest, announced.size);
    this.#open.delete(digest);
    return stored(announced);
  }

  async #make(announced: Announced): Promise<void> {
    const { pool, files, clock } = this.#parts;
    const folder = await pool.opened();
    await pool.assertRoom(announced.size + (await this.#promised()));
    const path = join(folder, '.staging', uploadName(announced));
    // what could not be removed after a failure is in the way now
    await files.remove(path);
    await (await files.open(path, 'new')).close();
    await files.syncFolder(join(folder, '.staging'));
    this.#open.set(announced.digest, { upload: new StagedUpload(files, path, announced, { offset: 0 }), touched: clock.now(), isBusy: false });
  }

  /** Bytes that other uploads have been promised room for (LIM-30). */
  async #promised(): Promise<number> {
    let bytes = 0;
    for (const { upload } of this.#open.values()) bytes += upload.announced.size - (await upload.durableOffset());
    return bytes;
  }

  async #find(path: string, announced: Announced): Promise<void> {
    const { files, clock } = this.#parts;
    const { size, mtime_ns } = await files.stat(path);
    const touched = Math.min(Number(BigInt(mtime_ns) / 1_000_000_000n), clock.now());
    const open = { upload: new StagedUpload(files, path, announced, { offset: size }), touched, isBusy: false };
    if (size > announced.size || this.#open.has(announced.digest)) await files.remove(path);
    else this.#open.set(announced.digest, open);
  }

  async #state({ upload }: Open): Promise<UploadState> {
    return { ...upload.announced, offset: await upload.durableOffset(), stored: false };
  }

  async #remove({ upload }: Open): Promise<void> {
    this.#open.delete(upload.announced.digest);
    await this.#parts.files.remove(upload.path);
  }

  /** What a failed file call means to who asked. */
  async #working<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw errnoOf(failure) === undefined ? failure : this.#parts.pool.failed(failure);
    }
  }
}

function stored({ digest, size }: Announced): UploadState {
  return { digest, size, offset: size, stored: true, durability: 'power' };
}

/** Takes what nobody needs, so that the client can end its request. */
async function drained(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const pieces = bytes[Symbol.asyncIterator]();
  while ((await pieces.next()).done !== true);
}

async function* none(): AsyncGenerator<Uint8Array> {
  // an empty file has no bytes to wait for
}
