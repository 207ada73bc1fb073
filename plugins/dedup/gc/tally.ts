import type { CollectionAnswer } from '../../../schemas/dedup-collection.js';

/** Digests that an answer names. */
const most = 1000;

/** Counts what a collection does, or would do. */
export class Tally {
  readonly #options: { readonly isDry: boolean; readonly graceSeconds: number };
  readonly #collected = { objects: 0, bytes: 0, digests: [] as { digest: string; bytes: number }[] };
  readonly #waiting = { objects: 0, bytes: 0 };
  readonly #kept = { objects: 0, bytes: 0, first: [] as { digest: string; bytes: number; kept_by: string[] }[] };
  #inUse = 0;

  constructor(options: { readonly isDry: boolean; readonly graceSeconds: number }) {
    this.#options = options;
  }

  get collected(): number {
    return this.#collected.objects;
  }

  /** Who keeps a blob is told of the first ones only. */
  get wantsReasons(): boolean {
    return this.#options.isDry && this.#kept.first.length < most;
  }

  goes(digest: string, bytes: number): void {
    add(this.#collected, bytes);
    if (this.#collected.digests.length < most) this.#collected.digests.push({ digest, bytes });
  }

  waits(bytes: number): void {
    add(this.#waiting, bytes);
  }

  stays(digest: string, bytes: number, keptBy: string[]): void {
    add(this.#kept, bytes);
    if (this.wantsReasons) this.#kept.first.push({ digest, bytes, kept_by: keptBy.slice(0, 100) });
  }

  inUse(objects: number): void {
    this.#inUse += objects;
  }

  answer(quarantine: CollectionAnswer['quarantine'], isInterrupted: boolean): CollectionAnswer {
    const { isDry, graceSeconds } = this.#options;
    return { dry_run: isDry, grace_seconds: graceSeconds, collected: this.#collected, waiting: this.#waiting, kept: this.#kept, in_use: this.#inUse, quarantine, interrupted: isInterrupted };
  }
}

function add(sum: { objects: number; bytes: number }, bytes: number): void {
  sum.objects++;
  sum.bytes += bytes;
}
