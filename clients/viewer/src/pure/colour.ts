/** How one line is told from the others: a colour of the palette, and a dash from the 11th line on (VIEW-11). */
export interface LineStyle {
  /** Index into the ten colours `--line-0` to `--line-9`. */
  readonly colour: number;
  readonly dash: readonly number[];
}

/** Number of colours that stay apart under the common kinds of colour blindness. */
export const paletteSize = 10;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The style of the nth line of a chart. */
export function lineStyle(index: number): LineStyle {
  return { colour: index % paletteSize, dash: dashes[Math.floor(index / paletteSize) % dashes.length] ?? [] };
}

/** The colour of a run comes from its id (FNV-1a): the same on every page and after a reload. */
export function runColour(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % paletteSize;
}
