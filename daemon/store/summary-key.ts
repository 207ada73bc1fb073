import { blockLimit } from './chunk-key.js';
import { fanOut, type UnitAxis } from './summary.js';

/** Key of the summary that a series has in a unit on an axis; those of one series, axis and level lie side by side in file order. Below 2^51 for series ids below 2^28. */
export function summaryKey(series: number, axis: UnitAxis, level: number, no: number): number {
  return ((series * 2 + (axis === 'step' ? 0 : 1)) * 4 + level) * blockLimit + no;
}

/** Blocks in a unit of a level. */
export function unitBlocks(level: number): number {
  return fanOut ** level;
}
