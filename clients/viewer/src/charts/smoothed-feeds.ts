import type { ChartFeed } from './chart-feed.js';
import { byAsk, portions } from './portions.js';
import { fetchSmoothed, type SmoothedAsk } from './smoothed-request.js';

interface SmoothedOptions {
  readonly id: string;
  /** Unix seconds at which relative time begins. */
  readonly begin: () => number;
  onError(error: unknown): void;
}

const gatherMs = 16;
const restMs = 1000;
/** A run that is long to smooth is smoothed less often: at most a fifth of the time is spent on it. */
const restShare = 4;
const mostMetrics = 10;

/**
 * Keeps the smoothed lines of the charts on the screen: one round of requests at a time, with the newest asks. A chart that grows is asked for
 * again a second later at the earliest; until then its smoothed line ends where it was last known.
 */
export class SmoothedFeeds {
  readonly #options: SmoothedOptions;
  readonly #newest = new Map<ChartFeed, SmoothedAsk>();
  readonly #asked = new Set<ChartFeed>();
  readonly #grown = new Set<ChartFeed>();
  #restUntil = 0;
  #isAsking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Infinity;

  constructor(options: SmoothedOptions) {
    this.#options = options;
  }

  /** What a chart shows smoothed from now on; null = nothing. */
  want(feed: ChartFeed, ask: SmoothedAsk | null): void {
    if (ask === null) {
      this.#newest.delete(feed);
      feed.smooth(null);
    } else if (JSON.stringify(this.#newest.get(feed)) !== JSON.stringify(ask)) {
      this.#newest.set(feed, ask);
      this.#asked.add(feed);
    }
    this.#schedule();
  }

  /** A chart has points that its smoothed lines do not know. */
  grew(feed: ChartFeed): void {
    if (!this.#newest.has(feed)) return;
    this.#grown.add(feed);
    this.#schedule();
  }

  /** Asks for everything anew. */
  again(): void {
    for (const feed of this.#newest.keys()) this.#asked.add(feed);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isAsking) return;
    const ready = (feed: ChartFeed) => feed.isWatched && this.#newest.has(feed);
    const isAsked = [...this.#asked].some(ready);
    if (!isAsked && ![...this.#grown].some(ready)) return;
    const now = performance.now();
    const at = isAsked ? now + gatherMs : Math.max(now + gatherMs, this.#restUntil);
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => void this.#round(), at - now);
  }

  async #round(): Promise<void> {
    this.#isAsking = true;
    this.#timerAt = Infinity;
    const before = performance.now();
    const due = [...this.#newest].filter(([feed]) => feed.isWatched && (this.#asked.has(feed) || this.#grown.has(feed)));
    for (const [feed] of due) {
      this.#asked.delete(feed);
      this.#grown.delete(feed);
    }
    await Promise.all(byAsk(due).flatMap(({ ask, feeds }) => portions(feeds, mostMetrics).map((part) => this.#fetch(ask, part))));
    const now = performance.now();
    this.#restUntil = now + Math.max(restMs, restShare * (now - before));
    this.#isAsking = false;
    this.#schedule();
  }

  async #fetch(ask: SmoothedAsk, feeds: readonly ChartFeed[]): Promise<void> {
    const { id, begin } = this.#options;
    try {
      const charts = await fetchSmoothed(id, feeds.map(({ metric }) => metric), ask, begin());
      // Also when another answer is awaited by now: a line follows a slider that is moved.
      for (const feed of feeds) if (this.#newest.has(feed)) feed.smooth(charts.get(feed.metric) ?? null);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
