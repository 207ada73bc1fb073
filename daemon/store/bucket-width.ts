/** x at which a range is cut into buckets of one width. */
export interface Grid {
  readonly width: number;
  /** Index of the first bucket; its left border is `first * width`. */
  readonly first: number;
  readonly buckets: number;
}

/** Greatest power of two that float64 holds. */
const widest = 2 ** 1023;

/**
 * The smallest power of two, not below `least`, whose aligned buckets cover [low, high] with at most `most` of them
 * (VIEW-30). A range across zero has two buckets at any width.
 */
export function gridOf(low: number, high: number, most: number, least: number): Grid {
  const limit = Math.max(most, 2);
  const range = Math.min(high - low, Number.MAX_VALUE);
  let width = Math.max(least, Math.min(2 ** Math.ceil(Math.log2(range / limit)), widest));
  while (width > least && count(low, high, width / 2) <= limit) width /= 2;
  while (count(low, high, width) > limit && width < widest) width *= 2;
  return { width, first: Math.floor(low / width), buckets: count(low, high, width) };
}

function count(low: number, high: number, width: number): number {
  return Math.floor(high / width) - Math.floor(low / width) + 1;
}
