import type { EventBlock } from '../api/event-block.js';
import { EventColumns } from './event-columns.js';

/** The block of one line that is longer than LIM-01 allows: a reject and nothing else. */
export function longLine({ from, to, sample }: { readonly from: number; readonly to: number; readonly sample: Uint8Array }): EventBlock {
  const columns = new EventColumns();
  columns.begin(from);
  columns.lines = 1;
  const isNul = sample.every((byte) => byte === 0);
  columns.rejects.push({ offset: from, length: to - 1 - from, reason: isNul ? 'nul' : 'line-too-long', sample });
  return columns.finish(to);
}
