/** A measured quantity: every run's value, in one unit. */
export interface Figure {
  readonly unit: string;
  readonly values: readonly number[];
}

/** What a bench hands back; ratios say how many times better than a baseline of the same run. */
export interface Result {
  readonly figures: Readonly<Record<string, Figure>>;
  readonly ratios: Readonly<Record<string, readonly number[]>>;
  /** Sentences such as `p99 <= 100 ms`, and whether they hold. */
  readonly goals: Readonly<Record<string, { readonly goal: string; readonly met: boolean }>>;
}

/** What followed `--` on the command line: `--seconds 60` is `seconds: '60'`. */
export type BenchOptions = Readonly<Partial<Record<string, string>>>;

/** What a module `test/bench/<name>.js` exports as `run`. */
export type Bench = (options: BenchOptions) => Promise<Result>;

/** The number behind `--name`, or `otherwise`. */
export function numberOf(options: BenchOptions, name: string, otherwise: number): number {
  const value = options[name] === undefined ? otherwise : Number(options[name] === '' ? Number.NaN : options[name]);
  if (!Number.isFinite(value)) throw new Error(`--${name} needs a number`);
  return value;
}

/** Median, least and most of some values. */
export function spread(values: readonly number[]): { readonly median: number; readonly min: number; readonly max: number } {
  const sorted = [...values].sort((left, right) => left - right);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** The value below which the share `part` of the sorted values lies. */
export function quantile(sorted: readonly number[] | Float64Array, part: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at % 1);
}
