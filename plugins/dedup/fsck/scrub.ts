import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { FileFailure, FileHash, Hasher } from '../../../daemon/api/hasher.js';
import type { Health } from '../../../daemon/api/health.js';
import type { Log } from '../../../daemon/api/log.js';
import type { ScrubStatus } from '../../../schemas/dedup-checks.js';
import type { FilePool } from '../pool/file-pool.js';
import { shardOf } from '../pool/pool-folder.js';
import type { Damage } from './damage.js';
import type { DamageRows } from './damage-rows.js';
import { describe, judge } from './judge-object.js';
import type { ObjectRow, ObjectRows } from './object-rows.js';
import { brokenPromise, promisedSeconds } from './scrub-promise.js';

export interface ScrubParts {
  readonly rows: ObjectRows;
  readonly found: DamageRows;
  readonly pool: FilePool;
  readonly hasher: Hasher;
  readonly damage: Damage;
  readonly clock: Clock;
  readonly health: Health;
  readonly log: Log;
  /** 0: it is switched off. */
  readonly bytesPerSecond: number;
}

/** Objects whose verification is younger are left alone: half of what is promised. */
const dueSeconds = promisedSeconds / 2;
/** After so many objects, or so long, what was verified is saved (POOL-31): a kill costs no more. */
const saveObjects = 1000;
const saveMs = 60_000;
/** Read at once, then it pauses: a thread of the hasher is never held for longer by small files. */
const batchBytes = 16 * 2 ** 20;
const batchObjects = 64;
const restMs = 60_000;
const retryMs = 3_600_000;

/** Verifies the pool's bytes in the background, the longest unverified first, and puts right what it can (POOL-31, 32). Readers never wait for it (POOL-34). */
export class Scrub {
  readonly #parts: ScrubParts;
  readonly #closing = new AbortController();
  #queue: ObjectRow[] = [];
  #verified: string[] = [];
  /** Could not be read just now, which says nothing of them. */
  readonly #skipped = new Set<string>();
  #savedAt = 0;
  #retriedAt = -Infinity;
  #count = 0;
  #broken: string | null = null;
  #cancel: () => void = () => undefined;
  #step: Promise<unknown> = Promise.resolve();

  constructor(parts: ScrubParts) {
    this.#parts = parts;
  }

  /** Goes on where the last start ended: the rows say what was verified when. */
  start(): void {
    this.#savedAt = this.#parts.clock.monotonic();
    if (this.#parts.bytesPerSecond > 0) this.#again(0);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the daemon stops'));
    this.#cancel();
    await this.#step;
    await this.#save();
  }

  async status(): Promise<ScrubStatus> {
    const { rows, found, bytesPerSecond } = this.#parts;
    const { objects, bytes } = await rows.amount();
    const oldest = await this.oldestSeconds();
    return {
      bytes_per_second: bytesPerSecond, objects, bytes,
      verified_since_start: this.#count,
      oldest_verified_seconds: oldest,
      promised_seconds: promisedSeconds,
      promise: brokenPromise({ bytes, bytesPerSecond, oldestSeconds: oldest }),
      damage: (await found.open()).length,
    };
  }

  /** Age of the oldest verification, never negative (REL-55); 0 where there is nothing to verify. */
  async oldestSeconds(): Promise<number> {
    const now = this.#parts.clock.now();
    const oldest = await this.#parts.rows.oldest();
    return oldest === undefined ? 0 : Math.max(0, now - oldest);
  }

  /** Verifies a batch; answers for how many milliseconds it rests then. */
  async step(): Promise<number> {
    const { clock, bytesPerSecond } = this.#parts;
    const began = clock.monotonic();
    if (this.#queue.length === 0) await this.#fill(began);
    const batch = this.#take();
    const bytes = await this.#verify(batch);
    if (this.#queue.length === 0 || this.#verified.length >= saveObjects || clock.monotonic() - this.#savedAt >= saveMs) await this.#save();
    return batch.length === 0 ? restMs : Math.max(1, (bytes / bytesPerSecond) * 1000 - (clock.monotonic() - began));
  }

  #again(ms: number): void {
    if (this.#closing.signal.aborted) return;
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#step = this.#safely().then((rest) => this.#again(rest));
    });
  }

  async #safely(): Promise<number> {
    try {
      return await this.step();
    } catch (failure) {
      if (!this.#closing.signal.aborted) this.#parts.log.warn('the scrub of the pool failed; it tries again', { cause: String(failure) });
      this.#queue = [];
      return restMs;
    }
  }

  async #fill(now: number): Promise<void> {
    const { rows, clock } = this.#parts;
    if (now - this.#retriedAt >= retryMs) await this.#retry(now);
    const due = await rows.due(clock.now() - dueSeconds, clock.now(), saveObjects + this.#skipped.size);
    this.#queue = due.filter(({ digest, state }) => state === 'kept' && !this.#skipped.has(digest)).slice(0, saveObjects);
  }

  /** What could not be read or repaired may be now. */
  async #retry(now: number): Promise<void> {
    this.#retriedAt = now;
    this.#skipped.clear();
    await this.#parts.damage.repairOpen(this.#closing.signal);
    // counts every object, and so not at every turn
    await this.#tellPromise();
  }

  #take(): ObjectRow[] {
    let bytes = 0;
    const end = this.#queue.findIndex(({ size }, index) => index >= batchObjects || ((bytes += size) > batchBytes && index > 0));
    return this.#queue.splice(0, end === -1 ? this.#queue.length : end);
  }

  async #verify(batch: readonly ObjectRow[]): Promise<number> {
    if (batch.length === 0) return 0;
    const { pool, hasher, bytesPerSecond } = this.#parts;
    const folder = await pool.folder();
    const isLong = (batch[0]?.size ?? 0) > batchBytes;
    const paths = batch.map(({ digest }) => join(shardOf(folder, digest), digest));
    const answers = await hasher.hash(paths, { within: folder, signal: this.#closing.signal, ...(isLong && { bytesPerSecond }) });
    for (const [index, row] of batch.entries()) await this.#judged(row, answers[index]);
    return answers.reduce((sum, answer) => sum + (answer.ok ? answer.stamp.size : 0), 0);
  }

  async #judged(row: ObjectRow, answer: FileHash | FileFailure | undefined): Promise<void> {
    const { rows, damage, log } = this.#parts;
    const verdict = judge(row, answer, true);
    if (verdict === 'intact') {
      this.#count++;
      this.#verified.push(row.digest);
    } else if (verdict === 'unclear' || verdict === 'object-unreadable' || verdict === 'object-drifted') {
      this.#skipped.add(row.digest);
      log.warn('an object of the pool could not be verified now', { digest: row.digest, cause: answer?.ok === false ? answer.message : verdict });
    } else if ((await rows.objects([row.digest])).has(row.digest)) {
      // neither collected nor set aside by a read since the queue was filled
      await damage.found(row.digest, describe(verdict, answer));
      await damage.repair(row.digest, this.#closing.signal);
    }
  }

  async #save(): Promise<void> {
    const { rows, clock } = this.#parts;
    this.#savedAt = clock.monotonic();
    const verified = this.#verified;
    this.#verified = [];
    for (let at = 0; at < verified.length; at += 500) await rows.verified(verified.slice(at, at + 500), clock.now());
  }

  async #tellPromise(): Promise<void> {
    const { health, log } = this.#parts;
    const { promise } = await this.status();
    if (promise !== null && promise !== this.#broken) log.warn('not every byte of the pool is verified within 30 days', { why: promise });
    if (promise !== null) health.report('scrub', { ok: true, code: 'late', message: promise });
    else if (this.#broken !== null) health.report('scrub', { ok: true, code: 'kept', message: 'every byte of the pool was verified within 30 days' });
    this.#broken = promise;
  }
}
