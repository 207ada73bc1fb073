/** Lines over a common x: `null` where a line has no vertex. */
export interface Aligned {
  readonly x: number[];
  /** Per line its columns, in the order given. */
  readonly columns: (number | null)[][];
}

/** Puts lines of ascending x over the union of their x; every column of a line keeps its place in the order. */
export function align(lines: readonly { readonly x: readonly number[]; readonly columns: readonly (readonly number[])[] }[]): Aligned {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return { x: [...only.x], columns: only.columns.map((column) => column.map(orNull)) };
  const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const place = new Map(x.map((value, i) => [value, i]));
  const columns = lines.flatMap((line) => line.columns.map((column) => {
    const spread = new Array<number | null>(x.length).fill(null);
    for (const [i, value] of line.x.entries()) spread[place.get(value) ?? 0] = orNull(column[i] ?? Number.NaN);
    return spread;
  }));
  return { x, columns };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
