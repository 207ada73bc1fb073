import type { CollectionSteps, WhileUnused } from '../../../plugins/dedup/gc/collect-free.js';
import { Leases } from '../../../plugins/dedup/pool/leases.js';

/** One rule of the protocol, broken. */
export type Mutant = 'no lease' | 'lease ends early' | 'looked before the lease' | 'no state' | 'nothing is finished';

/** Where a call of one task to rows or disk waits until it is let pass. */
export type Gate = (what: string) => Promise<void>;

/** What outlives the process. */
export interface Disk {
  hasObject: boolean;
  row: 'none' | 'kept' | 'deleting';
  references: number;
  /** References that were acknowledged and not deleted. */
  acknowledged: number;
}

const digest = 'd';

/** One object of a pool with its row and references, changed through gates; the leases are the real ones. */
export class ModelPool {
  readonly disk: Disk = { hasObject: false, row: 'none', references: 0, acknowledged: 0 };
  readonly problems: string[] = [];
  readonly #mutant: Mutant | undefined;
  #leases = new Leases();
  #wasFree = false;

  constructor(mutant?: Mutant) {
    this.#mutant = mutant;
  }

  /** The process dies: what it held is gone. */
  crash(): void {
    this.#leases = new Leases();
  }

  /** What the collection of a task asks for. */
  whileUnused(gate: Gate): WhileUnused {
    return async (digests, work) => {
      if (this.#mutant === 'no lease') return work(digests);
      if (this.#mutant === 'lease ends early') return work(await this.#leases.holdFree(digests, async (free) => free));
      if (this.#mutant === 'looked before the lease') await this.#lookEarly(gate);
      return this.#leases.holdFree(digests, work);
    };
  }

  /** Rows and disk as a collection changes them: each step is one transaction, or one durable change of a folder. */
  steps(gate: Gate): CollectionSteps {
    return {
      mark: async (digests) => {
        await gate('g0');
        const isFree = this.#mutant === 'looked before the lease' ? this.#wasFree : this.disk.references === 0;
        if (this.disk.row !== 'kept' || !isFree) return [];
        if (this.#mutant !== 'no state') this.disk.row = 'deleting';
        return digests;
      },
      remove: async () => {
        await gate('g1');
        this.disk.hasObject = false;
      },
      forget: async () => {
        await gate('g2');
        if (this.disk.row === 'deleting' || this.#mutant === 'no state') this.disk.row = 'none';
      },
    };
  }

  deleting(): readonly string[] {
    return this.disk.row === 'deleting' && this.#mutant !== 'nothing is finished' ? [digest] : [];
  }

  stillDeleting(gate: Gate): CollectionSteps['mark'] {
    return async (digests) => {
      await gate('look');
      return this.disk.row === 'deleting' ? digests : [];
    };
  }

  /** As `FilePool.store` and `keeping` do it: object and row under the lease, then the reference while the lease is shared; what went in between is stored again. */
  async write(gate: Gate): Promise<void> {
    do await this.#leases.hold(digest, () => this.#publish(gate));
    while (!(await this.#leases.share([digest], () => this.#refer(gate))));
    this.disk.acknowledged++;
  }

  async deleteOne(gate: Gate): Promise<void> {
    await gate('delete');
    if (this.disk.acknowledged === 0) return;
    this.disk.references--;
    this.disk.acknowledged--;
  }

  /** What must hold in every state: nobody who was told that his bytes are kept has lost them. */
  check(): void {
    if (this.disk.acknowledged > 0 && !this.disk.hasObject) this.problems.push('an acknowledged reference without object');
  }

  /** What must hold after a start (REL-60). */
  assertAtRest(): void {
    const { row, references, hasObject } = this.disk;
    if (references > 0 && !hasObject) this.problems.push('after a start: a reference without object');
    if (row === 'deleting') this.problems.push('after a start: a row that is deleting');
    if (row === 'kept' && !hasObject) this.problems.push('after a start: a row without object');
  }

  async #lookEarly(gate: Gate): Promise<void> {
    await gate('look early');
    this.#wasFree = this.disk.references === 0;
    await gate('lease');
  }

  async #publish(gate: Gate): Promise<void> {
    await gate('link');
    this.disk.hasObject = true;
    await gate('row');
    this.disk.row = 'kept';
  }

  async #refer(gate: Gate): Promise<boolean> {
    await gate('look');
    if (this.disk.row !== 'kept') return false;
    await gate('reference');
    this.disk.references++;
    return true;
  }
}
