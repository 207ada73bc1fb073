/**
 * Mean of a window of `size` points around each: floor((size - 1) / 2) before it and floor(size / 2) behind; at the ends the points
 * that there are. Sums of blocks of `size` points, from the left and from the right, give every window as two parts:
 * nothing is ever taken away, so that a great value leaves no error behind, and the time does not depend on the size.
 */
export function runningMean(y: Float64Array, size: number): Float64Array {
  const { length } = y;
  if (size >= 2 * length) return new Float64Array(length).fill(meanOf(y));
  const fromLeft = blockSums(y, size, 1);
  const fromRight = blockSums(y, size, -1);
  const line = new Float64Array(length);
  const before = Math.floor((size - 1) / 2);
  for (let i = 0; i < length; i++) {
    const low = Math.max(0, i - before);
    const high = Math.min(length - 1, i - before + size - 1);
    line[i] = windowSum(fromLeft, fromRight, { low, high, size }) / (high - low + 1);
  }
  return line;
}

function windowSum(fromLeft: Float64Array, fromRight: Float64Array, { low, high, size }: { low: number; high: number; size: number }): number {
  if (low % size === 0) return fromLeft[high] ?? 0;
  // A window inside one block that does not begin it was cut by the end of the series, and so reaches the block's end.
  if (Math.floor(low / size) === Math.floor(high / size)) return fromRight[low] ?? 0;
  return (fromRight[low] ?? 0) + (fromLeft[high] ?? 0);
}

/** Compensated sums (Neumaier) over each block of `size` points up to every point, from its left or its right end. */
function blockSums(y: Float64Array, size: number, direction: 1 | -1): Float64Array {
  const sums = new Float64Array(y.length);
  let sum = 0;
  let lost = 0;
  for (let k = 0; k < y.length; k++) {
    const i = direction === 1 ? k : y.length - 1 - k;
    if ((direction === 1 ? i : i + 1) % size === 0) {
      sum = 0;
      lost = 0;
    }
    const value = y[i] ?? 0;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    sums[i] = sum + lost;
  }
  return sums;
}

function meanOf(y: Float64Array): number {
  return (blockSums(y, y.length, 1).at(-1) ?? NaN) / y.length;
}

/**
 * Mean weighted by exp(-k^2 / (2 * sigma^2)) over the points up to floor(3 * sigma) places away (one at least), divided by the weights of
 * those that there are.
 */
export function gaussian(y: Float64Array, sigma: number): Float64Array {
  const reach = Math.max(1, Math.floor(3 * sigma));
  const weights = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma)));
  const line = new Float64Array(y.length);
  const whole = weights.reduce((sum, weight) => sum + 2 * weight, -1);
  for (let i = 0; i < y.length; i++) {
    line[i] = i >= reach && i + reach < y.length ? innerSum(y, i, weights) / whole : edgeMean(y, i, weights);
  }
  return line;
}

function innerSum(y: Float64Array, i: number, weights: Float64Array): number {
  let sum = 0;
  // From the least weight to the greatest: the smallest rounding errors.
  for (let k = weights.length - 1; k > 0; k--) sum += (weights[k] ?? 0) * ((y[i - k] ?? 0) + (y[i + k] ?? 0));
  return sum + (y[i] ?? 0);
}

function edgeMean(y: Float64Array, i: number, weights: Float64Array): number {
  let sum = 0;
  let all = 0;
  const reach = weights.length - 1;
  for (let at = Math.max(0, i - reach); at <= Math.min(y.length - 1, i + reach); at++) {
    const weight = weights[Math.abs(at - i)] ?? 0;
    sum += weight * (y[at] ?? 0);
    all += weight;
  }
  return sum / all;
}
