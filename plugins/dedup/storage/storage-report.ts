import type { StorageQuery, StorageReport } from '../../../schemas/dedup-storage.js';
import { pageOfRows } from './page-of-rows.js';
import { takeSnapshot, type Snapshot, type SnapshotParts } from './snapshot.js';

const freshMs = 2000;
/** A count is kept this many times as long as it took. */
const timesKept = 5;
const mostMs = 15_000;

/** What is kept for whom. It is counted at most once at a time, and a count that took long is kept longer; the answer says how old it is. */
export class StorageReports {
  readonly #parts: SnapshotParts;
  #snapshot: Promise<Snapshot> | undefined;
  #staleAt = 0;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  async tell({ by, ...page }: StorageQuery): Promise<StorageReport> {
    const { as_of, totals, rows } = await this.#fresh();
    return { as_of, totals, ...pageOfRows(rows[by], page) };
  }

  #fresh(): Promise<Snapshot> {
    if (this.#snapshot !== undefined && this.#parts.clock.monotonic() < this.#staleAt) return this.#snapshot;
    this.#staleAt = Infinity;
    return (this.#snapshot = this.#count());
  }

  async #count(): Promise<Snapshot> {
    const { clock } = this.#parts;
    const began = clock.monotonic();
    try {
      return await takeSnapshot(this.#parts);
    } catch (failure) {
      this.#snapshot = undefined;
      throw failure;
    } finally {
      const ended = clock.monotonic();
      this.#staleAt = ended + Math.min(mostMs, Math.max(freshMs, (ended - began) * timesKept));
    }
  }
}
