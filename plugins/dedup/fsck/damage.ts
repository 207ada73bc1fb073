import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { Health } from '../../../daemon/api/health.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Root } from '../../../daemon/api/root.js';
import type { SteadyTime } from '../gc/steady-time.js';
import type { SweepRows } from '../gc/sweep-rows.js';
import { asideOf, copiesOf, type Copy, type CopiesParts } from './copies.js';
import type { DamageFeed } from './damage-feed.js';
import type { DamageRows } from './damage-rows.js';

export interface DamageParts extends CopiesParts {
  readonly root: Root;
  readonly rows: DamageRows;
  readonly blobs: SweepRows;
  readonly hasher: Hasher;
  readonly feed: DamageFeed;
  readonly time: SteadyTime;
  readonly clock: Clock;
  readonly health: Health;
  readonly log: Log;
}

/** Puts damaged objects aside, and makes them whole from any intact copy (POOL-32, 33). */
export class Damage {
  readonly #parts: DamageParts;

  constructor(parts: DamageParts) {
    this.#parts = parts;
  }

  /** An object is not what its name says: it goes into the quarantine; nothing is deleted. */
  async found(digest: string, what: string): Promise<void> {
    const { pool, rows, feed, clock, log } = this.#parts;
    const before = new Set(await asideOf(this.#parts, digest));
    await pool.quarantine(digest);
    const aside = (await asideOf(this.#parts, digest)).find((name) => !before.has(name)) ?? null;
    const row = await rows.add({ digest, what, aside, found_at: clock.now() });
    log.error('an object of the pool is damaged', { digest, what, aside });
    feed.tell(row);
    await this.tellHealth();
  }

  /** Stores the bytes anew from the first copy that is right; answers which, undefined where there is none. */
  async repair(digest: string, signal: AbortSignal): Promise<string | undefined> {
    const blob = await this.#parts.blobs.one(digest);
    if (blob === undefined) return this.#settled(digest, 'nothing refers to it any more');
    if (blob.pool_inode !== null) return this.#settled(digest, 'it was stored again');
    for (const copy of await copiesOf(this.#parts, digest)) {
      signal.throwIfAborted();
      if (await this.#takes(copy, { digest, size: blob.size, signal })) return this.#settled(digest, copy.name);
    }
    return undefined;
  }

  /** Tries everything once more that nothing could repair. */
  async repairOpen(signal: AbortSignal): Promise<void> {
    for (const digest of await this.#parts.rows.open()) await this.repair(digest, signal);
    await this.tellHealth();
  }

  /** Says at `/healthz` how many objects nothing could repair; answers it. */
  async tellHealth(): Promise<number> {
    const { rows, health } = this.#parts;
    const { length } = await rows.open();
    if (length > 0) health.report('dedup', { ok: true, code: 'damage', message: `${length} objects of the pool are damaged and no intact copy was found; runkeep fsck says which` });
    else if (health.conditions().has('dedup')) health.report('dedup', { ok: true, code: 'intact', message: 'all damage of the pool was repaired' });
    return length;
  }

  async #takes({ path, isAside }: Copy, wanted: { readonly digest: string; readonly size: number; readonly signal: AbortSignal }): Promise<boolean> {
    try {
      if (isAside) await this.#takeAside(path, wanted);
      else await this.#parts.pool.store({ from: path, method: 'any', ...wanted });
      return true;
    } catch (failure) {
      // a copy that is gone or wrong says nothing of the next one; a full disk does
      if (failure instanceof RunkeepError && failure.family !== 'no-space') return false;
      throw failure;
    }
  }

  /** What was set aside stays there; the pool takes nothing that lies in itself, so that a copy beside it is stored. */
  async #takeAside(path: string, wanted: { readonly digest: string; readonly size: number; readonly signal: AbortSignal }): Promise<void> {
    const { root, pool, hasher } = this.#parts;
    const to = join(root.keep, `.repair-${randomUUID()}.tmp`);
    try {
      const copied = await hasher.copy({ from: path, within: await pool.folder(), to, method: 'any', signal: wanted.signal });
      if (!copied.ok || copied.digest !== wanted.digest) throw new RunkeepError('conflict', 'digest-mismatch', `${path} does not hold the bytes ${wanted.digest}.`, 'Another copy is tried.');
      await pool.store({ from: to, method: 'any', ...wanted });
    } finally {
      await rm(to, { force: true });
    }
  }

  async #settled(digest: string, from: string): Promise<string> {
    const { rows, feed, time, log } = this.#parts;
    await rows.settle(digest, from, time.now());
    log.info('a damaged object is whole again', { digest, from });
    feed.tell({ digest, what: 'repaired', repaired_from: from });
    await this.tellHealth();
    return from;
  }
}
