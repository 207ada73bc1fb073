import type { ChartFeed } from './chart-feed.js';
import { fetchOverview, type Overview } from './overview-request.js';
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
const longestQuery = 6000;

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
    const groups = new Map<string, { ask: ChartAsk; feeds: ChartFeed[] }>();
    for (const [feed, ask] of this.#wanted) {
      const key = JSON.stringify(ask);
      const group = groups.get(key) ?? { ask, feeds: [] };
      group.feeds.push(feed);
      groups.set(key, group);
    }
    this.#wanted.clear();
    for (const { ask, feeds } of groups.values()) for (const part of portions(feeds)) void this.#fetch(ask, part);
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

/** Portions that fit into one address each. */
function portions(feeds: readonly ChartFeed[]): ChartFeed[][] {
  const parts: ChartFeed[][] = [];
  let length = longestQuery;
  for (const feed of feeds) {
    length += encodeURIComponent(feed.metric).length + 8;
    if (length > longestQuery || (parts.at(-1)?.length ?? 0) >= mostMetrics) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(feed);
  }
  return parts;
}
