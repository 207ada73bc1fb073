import { Store } from '../lib/store.js';
import { fetchSparklines } from './experiments-api.js';

/** The curve of a run's primary metric; null when it has none. */
export type Sparkline = { readonly name: string; readonly values: Float64Array } | null;

const gatherMs = 40;
const freshMs = 4000;
const mostIds = 100;
const width = 60;

/** Fetches the curves of visible rows, many in one request, each at most every four seconds. */
class SparklineLoader {
  readonly #lines = new Map<string, Store<Sparkline | undefined>>();
  readonly #fetchedAt = new Map<string, number>();
  readonly #wanted = new Set<string>();
  #isScheduled = false;

  line(id: string): Store<Sparkline | undefined> {
    const known = this.#lines.get(id);
    if (known !== undefined) return known;
    const store = new Store<Sparkline | undefined>(undefined);
    this.#lines.set(id, store);
    return store;
  }

  /** Asks for a curve, now or when the one at hand is old enough; the answer withdraws it. */
  want(id: string): () => void {
    const age = performance.now() - (this.#fetchedAt.get(id) ?? -Infinity);
    const timer = setTimeout(() => this.#gather(id), Math.max(0, freshMs - age));
    return () => {
      clearTimeout(timer);
      this.#wanted.delete(id);
    };
  }

  #gather(id: string): void {
    this.#wanted.add(id);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => void this.#fetch(), gatherMs);
  }

  async #fetch(): Promise<void> {
    this.#isScheduled = false;
    const ids = [...this.#wanted].slice(0, mostIds);
    for (const id of ids) {
      this.#wanted.delete(id);
      this.#fetchedAt.set(id, performance.now());
    }
    if (this.#wanted.size > 0) this.#schedule();
    if (ids.length === 0) return;
    // A curve that cannot be had leaves its cell empty; the row says the rest.
    const lines = await fetchSparklines(ids, width).catch(() => null);
    if (lines !== null) for (const id of ids) this.line(id).set(lines.get(id) ?? null);
  }
}

/** The curves of this page. */
export const sparklines = new SparklineLoader();
