/** What a group of runs says at one step. */
export interface Statistics {
  n: number;
  mean: number;
  median: number;
  std: number;
  stderr: number;
  min: number;
  max: number;
}

/**
 * Statistics of `count` finite values, which it puts in order. Mean: sum with compensation / n. Standard deviation of the sample: square root
 * of the sum of squared distances from the mean / (n - 1), NaN for one value; `stderr` is that / square root of n.
 */
export function statisticsOf(values: Float64Array, count: number, into: Statistics): void {
  const sorted = (count === values.length ? values : values.subarray(0, count)).sort();
  into.n = count;
  into.min = sorted[0] ?? NaN;
  into.max = sorted[count - 1] ?? NaN;
  const middle = count >> 1;
  into.median = count % 2 === 1 ? (sorted[middle] ?? NaN) : half(sorted[middle - 1] ?? NaN, sorted[middle] ?? NaN);
  into.mean = meanOf(sorted);
  into.std = count < 2 ? NaN : deviation(sorted, into.mean);
  into.stderr = into.std / Math.sqrt(count);
}

function half(low: number, high: number): number {
  const sum = low + high;
  return Number.isFinite(sum) ? sum / 2 : low / 2 + high / 2;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  const mean = (sum + lost) / values.length;
  // Only sums beyond the range of float64 come here; a 2^60th of them is within.
  return Number.isFinite(mean) || values.length === 0 ? mean : meanOf(values.map((value) => value * 2 ** -60)) * 2 ** 60;
}

function deviation(values: Float64Array, mean: number): number {
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  if (Number.isFinite(squares)) return Math.sqrt(squares / (values.length - 1));
  return deviation(values.map((value) => value * 2 ** -600), mean * 2 ** -600) * 2 ** 600;
}
