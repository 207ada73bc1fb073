import type { EventBlock } from '../api/event-block.js';

/**
 * How many points each row has when all rows have the same names in the same order and one stage, each name once; else
 * 0. Most blocks of most files are like that, and their columns can be copied whole: 4 ns a point instead of 15.
 */
export function pointsPerRow(block: EventBlock): number {
  const { rows, points, row, name, stage } = block;
  const width = points / rows;
  if (rows === 0 || points === 0 || !Number.isInteger(width)) return 0;
  for (let i = 1; i < rows; i++) if (stage[i] !== stage[0]) return 0;
  for (let i = 0, each = 0; each < rows; each++) {
    for (let nth = 0; nth < width; nth++, i++) if (row[i] !== each || name[i] !== name[nth]) return 0;
  }
  return new Set(name.subarray(0, width)).size === width ? width : 0;
}
