import type { ChartFeed } from './chart-feed.js';

const longestQuery = 6000;

/** Charts in portions of at most `most`, whose names fit into one address each. */
export function portions(feeds: readonly ChartFeed[], most: number): ChartFeed[][] {
  const parts: ChartFeed[][] = [];
  let length = longestQuery;
  for (const feed of feeds) {
    length += encodeURIComponent(feed.metric).length + 8;
    if (length > longestQuery || (parts.at(-1)?.length ?? 0) >= most) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(feed);
  }
  return parts;
}

/** Charts that ask the same, together. */
export function byAsk<Ask>(wanted: Iterable<readonly [ChartFeed, Ask]>): { readonly ask: Ask; readonly feeds: ChartFeed[] }[] {
  const groups = new Map<string, { readonly ask: Ask; readonly feeds: ChartFeed[] }>();
  for (const [feed, ask] of wanted) {
    const key = JSON.stringify(ask);
    const group = groups.get(key) ?? { ask, feeds: [] };
    group.feeds.push(feed);
    groups.set(key, group);
  }
  return [...groups.values()];
}
