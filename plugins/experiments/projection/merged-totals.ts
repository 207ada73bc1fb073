/** Totals of a series, or of a metric over its stages and files. A null `last` is NaN. */
export interface TotalsRow {
  readonly name: string | null;
  readonly points: number;
  readonly last: number | null;
  readonly last_step: number | null;
  readonly last_ts: number;
  readonly min: number | null;
  readonly min_step: number | null;
  readonly max: number | null;
  readonly max_step: number | null;
}

/** One row for all series of a name: the newest value, the extremes with their steps; undefined of none. */
export function mergedTotals(rows: readonly TotalsRow[]): TotalsRow | undefined {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0) return first && { ...first };
  return rest.reduce<TotalsRow>((sum, row) => ({
    name: sum.name,
    points: sum.points + row.points,
    ...newest(sum, row),
    ...lowest(sum, row),
    ...highest(sum, row),
  }), first);
}

function newest(a: TotalsRow, b: TotalsRow): Pick<TotalsRow, 'last' | 'last_step' | 'last_ts'> {
  const { last, last_step, last_ts } = b.last_ts > a.last_ts ? b : a;
  return { last, last_step, last_ts };
}

function lowest(a: TotalsRow, b: TotalsRow): Pick<TotalsRow, 'min' | 'min_step'> {
  const { min, min_step } = a.min === null || (b.min !== null && b.min < a.min) ? b : a;
  return { min, min_step };
}

function highest(a: TotalsRow, b: TotalsRow): Pick<TotalsRow, 'max' | 'max_step'> {
  const { max, max_step } = a.max === null || (b.max !== null && b.max > a.max) ? b : a;
  return { max, max_step };
}
