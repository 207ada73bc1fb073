import type { BlockPart } from './block-part.js';
import type { UnitAxis } from './summary.js';

/** Least and greatest x of a block on each axis; null when it has none there. */
export type BlockSpans = Readonly<Record<UnitAxis, readonly [low: number | null, high: number | null]>>;

type BlockRows = Pick<BlockPart, 'firstRow' | 'step' | 'ts'>;

/** The bounds of a block's rows. */
export function spansOf(block: BlockRows): BlockSpans {
  return { step: stepSpan(block), time: timeSpan(block) };
}

/** Least and greatest step, where a row without one counts under its ordinal. */
function stepSpan({ firstRow, step }: BlockRows): BlockSpans['step'] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < step.length; i++) {
    const own = step[i] ?? NaN;
    const x = Number.isNaN(own) ? firstRow + i : own;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low > high ? [null, null] : [low, high];
}

/** Least and greatest finite timestamp; null when there is none. */
function timeSpan({ ts }: BlockRows): BlockSpans['time'] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < ts.length; i++) {
    const x = ts[i] ?? NaN;
    if (!Number.isFinite(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low > high ? [null, null] : [low, high];
}
