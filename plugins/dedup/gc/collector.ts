import type { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Log } from '../../../daemon/api/log.js';
import type { CollectionHold } from '../../../schemas/contracts/collection-hold.js';
import type { CollectionAnswer } from '../../../schemas/dedup-collection.js';
import { Leases } from '../pool/leases.js';
import { allocated } from './allocated.js';
import type { SweptBlob } from './sweep-rows.js';
import { collectFree, finishCollection, type WhileUnused } from './collect-free.js';
import { keptBy } from './fate.js';
import type { OldQuarantine } from './old-quarantine.js';
import { poolSteps, type PoolStepsParts } from './pool-steps.js';
import { referredTo } from './references.js';
import { SliceSize } from './slice-size.js';
import type { SteadyTime } from './steady-time.js';
import { Tally } from './tally.js';

export interface CollectorParts extends PoolStepsParts {
  readonly time: SteadyTime;
  readonly quarantine: OldQuarantine;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceSeconds: number;
}

/** Blobs that are looked at in one go. */
const pageSize = 256;
const everything = 'collection';

/** Takes away objects of the pool that nothing refers to: mark and sweep by slices, never a file of the user (POOL-20 to 25). */
export class Collector implements CollectionHold {
  readonly #parts: CollectorParts;
  readonly #holds = new Leases();
  readonly #turns = new Leases();
  readonly #size = new SliceSize();
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #longestMs = 0;
  #holders = 0;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /** The longest time for which a store could have waited for a slice, in milliseconds. */
  get longestHoldMs(): number {
    return this.#longestMs;
  }

  async holdCollection<T>(work: () => Promise<T>): Promise<T> {
    this.#holders++;
    try {
      return await this.#holds.share([everything], work);
    } finally {
      this.#holders--;
    }
  }

  /** One collection after the other. */
  run(isDry: boolean, signal: AbortSignal): Promise<CollectionAnswer> {
    const running = this.#turns.hold(everything, () => this.#run(isDry, AbortSignal.any([signal, this.#closing.signal])));
    this.#last = running.catch(() => undefined);
    return running;
  }

  /** Finishes what a crash left between its steps; call it before anybody stores (POOL-22). */
  async recover(): Promise<void> {
    const { rows, pool, log } = this.#parts;
    const asked: WhileUnused = (digests, work) => pool.whileUnused(digests, work);
    for (let left = await rows.deleting(pageSize); left.length > 0; left = await rows.deleting(pageSize)) {
      const finished = await finishCollection(asked, left, poolSteps(this.#parts, 0, () => undefined), (digests) => rows.stillDeleting(digests));
      log.info('finished a collection that was cut short', { objects: finished.length });
      if (finished.length === 0) return;
    }
  }

  /** Ends a collection that runs, after its slice. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the daemon stops'));
    await this.#last;
  }

  async #run(isDry: boolean, signal: AbortSignal): Promise<CollectionAnswer> {
    if (!isDry) {
      this.#assertNotHeld();
      await this.recover();
    }
    const { rows, quarantine, log, graceSeconds } = this.#parts;
    const tally = new Tally({ isDry, graceSeconds });
    let after = '';
    while (!signal.aborted && !(!isDry && this.#isHeld())) {
      const page = await rows.page(after, pageSize);
      await this.#look(page, tally, isDry, signal);
      const last = page.at(-1);
      if (last === undefined) return tally.answer(await quarantine.drop(isDry), false);
      after = last.digest;
      // others have their turn between two pages
      await new Promise((resolve) => setImmediate(resolve));
    }
    log.info('a collection ended early; another one goes on', { collected: tally.collected });
    return tally.answer({ files: 0, bytes: 0 }, true);
  }

  async #look(page: readonly SweptBlob[], tally: Tally, isDry: boolean, signal: AbortSignal): Promise<void> {
    const { rows, keepers, time, graceSeconds } = this.#parts;
    const digests = page.map(({ digest }) => digest);
    const referred = await referredTo(rows.reader, digests);
    const kept = await keepers.kept(digests.filter((digest) => !referred.has(digest)));
    const isKept = (digest: string): boolean => referred.has(digest) || kept.has(digest);
    const now = time.now();
    const free = page.filter(({ digest }) => !isKept(digest));
    if (!isDry) await this.#note(page, isKept, now);
    const going = free.filter(({ unreferenced_at }) => now - (unreferenced_at ?? now) >= graceSeconds).map(({ digest }) => digest);
    await this.#tell(page, new Set(going), isKept, tally);
    if (isDry) for (const digest of going) tally.goes(digest, await this.#bytes(digest));
    else await this.#collect(going, now - graceSeconds, tally, signal);
  }

  /** Since when nothing refers to a blob is noted where it changed. */
  async #note(page: readonly SweptBlob[], isKept: (digest: string) => boolean, now: number): Promise<void> {
    const { rows } = this.#parts;
    await rows.note(page.filter((row) => isKept(row.digest) && row.unreferenced_at !== null).map(({ digest }) => digest), null);
    await rows.note(page.filter((row) => !isKept(row.digest) && row.unreferenced_at === null).map(({ digest }) => digest), now);
  }

  async #tell(page: readonly SweptBlob[], going: ReadonlySet<string>, isKept: (digest: string) => boolean, tally: Tally): Promise<void> {
    const kept = page.filter(({ digest }) => isKept(digest)).map(({ digest }) => digest);
    const why = tally.wantsReasons && kept.length > 0 ? await keptBy(this.#parts, kept) : undefined;
    const staying = page.filter(({ digest }) => !going.has(digest));
    const bytes = await Promise.all(staying.map(({ digest }) => this.#bytes(digest)));
    for (const [index, { digest }] of staying.entries()) {
      if (isKept(digest)) tally.stays(digest, bytes[index] ?? 0, why?.get(digest) ?? []);
      else tally.waits(bytes[index] ?? 0);
    }
  }

  async #collect(going: readonly string[], unreferencedUntil: number, tally: Tally, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < going.length && !signal.aborted && !this.#isHeld(); ) {
      const slice = going.slice(at, at + this.#size.now);
      at += slice.length;
      await this.#collectSlice(slice, unreferencedUntil, tally);
    }
  }

  /** Nobody can begin to hold collection while a slice is under way: it waits for its end. */
  #collectSlice(slice: readonly string[], unreferencedUntil: number, tally: Tally): Promise<void> {
    const { pool, clock } = this.#parts;
    return this.#holds.hold(everything, async () => {
      const began = clock.monotonic();
      const whileUnused: WhileUnused = (digests, work) => pool.whileUnused(digests, (unused) => {
        tally.inUse(digests.length - unused.length);
        return work(unused);
      });
      await collectFree(whileUnused, slice, poolSteps(this.#parts, unreferencedUntil, (digest, bytes) => tally.goes(digest, bytes)));
      const ms = clock.monotonic() - began;
      this.#longestMs = Math.max(this.#longestMs, ms);
      this.#size.took(ms);
    });
  }

  async #bytes(digest: string): Promise<number> {
    return allocated(await this.#parts.pool.pathOf(digest));
  }

  #isHeld(): boolean {
    return this.#holders > 0;
  }

  #assertNotHeld(): void {
    if (this.#isHeld()) throw new RunkeepError('busy', 'collection-held', 'A backup, an export or a check needs every object; nothing is collected while it runs.', 'Try again when it has ended.');
  }
}
