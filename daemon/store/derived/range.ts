import { RunkeepError } from '../../api/errors.js';
import type { Span } from '../series-sums.js';

/** The range asked for, else that of the spans; undefined when nothing can lie in it. */
export function rangeOver(spans: readonly Span[], from: number | undefined, to: number | undefined): Span | undefined {
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
  const range = { low: from ?? low, high: to ?? high };
  return range.low <= range.high ? range : undefined;
}
