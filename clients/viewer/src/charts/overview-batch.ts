import type { ChartFeed } from './chart-feed.js';
import { fetchOverview, type Overview } from './overview-request.js';
import { byAsk, portions } from './portions.js';
import { isSameAsk, type ChartAsk } from './run-range.js';

interface BatchOptions {
  readonly id: string;
  /** Unix seconds at which relative time begins. */
  readonly begin: () => number;
  /** A request leaves: what comes live from now on must be kept until it is back. */
  onStart(): void;
  onAnswer(feeds: readonly ChartFeed[], ask: ChartAsk, overview: Overview): void;
  onError(error: unknown): void;
  onEnd(): void;
}

const mostMetrics = 40;

/** Gathers the asks of charts within one frame and fetches them together, the newest ask of each chart only. */
export class OverviewBatch {
  readonly #options: BatchOptions;
  readonly #wanted = new Map<ChartFeed, ChartAsk>();
  readonly #newest = new Map<ChartFeed, ChartAsk>();
  #scheduled = false;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /** Asks for a picture, unless the one asked for last is the same. */
  want(feed: ChartFeed, ask: ChartAsk): void {
    if (isSameAsk(this.#newest.get(feed) ?? null, ask)) return;
    this.#newest.set(feed, ask);
    this.#wanted.set(feed, ask);
    this.#schedule();
  }

  /** Fetches the pictures of all charts anew. */
  again(): void {
    for (const [feed, ask] of this.#newest) this.#wanted.set(feed, ask);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#flush(), 16);
  }

  #flush(): void {
    this.#scheduled = false;
    const groups = byAsk(this.#wanted);
    this.#wanted.clear();
    for (const { ask, feeds } of groups) for (const part of portions(feeds, mostMetrics)) void this.#fetch(ask, part);
  }

  async #fetch(ask: ChartAsk, feeds: readonly ChartFeed[]): Promise<void> {
    this.#options.onStart();
    try {
      const overview = await fetchOverview(this.#options.id, feeds.map(({ metric }) => metric), ask, this.#options.begin());
      this.#options.onAnswer(feeds.filter((feed) => isSameAsk(this.#newest.get(feed) ?? null, ask)), ask, overview);
    } catch (error) {
      for (const feed of feeds) this.#newest.delete(feed);
      this.#options.onError(error);
    } finally {
      this.#options.onEnd();
    }
  }
}
