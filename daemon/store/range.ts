import { RunkeepError } from '../api/errors.js';
import type { Span } from './series-sums.js';

/** What is asked for, counted from an origin on the relative axis; an end that is absent is that of the data. */
interface Ends {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The range asked for, else that of the spans; undefined when nothing can lie in it. */
export function rangeOver(spans: readonly Span[], { from, to }: Ends, origin = 0): Span | undefined {
  const isBad = [from, to].some((end) => end !== undefined && !Number.isFinite(end)) || (from !== undefined && to !== undefined && from > to);
  if (isBad) throw new RunkeepError('invalid', 'bad-range', `the range from ${from ?? 'the beginning'} to ${to ?? 'the end'} holds nothing`, 'give finite numbers, the smaller one as "from"');
  let low = Infinity;
  let high = -Infinity;
  for (const span of spans) {
    if (!(span.low <= span.high)) continue;
    low = Math.min(low, span.low);
    high = Math.max(high, span.high);
  }
  if (low > high) return undefined;
  const range = { low: from === undefined ? low : from + origin, high: to === undefined ? high : to + origin };
  return range.low <= range.high ? range : undefined;
}
