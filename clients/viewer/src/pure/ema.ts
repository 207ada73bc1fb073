/**
 * Bias-corrected exponential moving average of values in x order (VIEW-33): s = w·s + (1 − w)·v, given as s / (1 − wⁿ).
 * Values that are not finite give NaN and leave the average as it was.
 */
export class Ema {
  readonly #weight: number;
  #sum = 0;
  #bias = 1;

  constructor(weight: number) {
    this.#weight = weight;
  }

  /** The smoothed value at `value`, the next in x order. */
  next(value: number): number {
    if (!Number.isFinite(value)) return Number.NaN;
    this.#sum = this.#weight * this.#sum + (1 - this.#weight) * value;
    this.#bias *= this.#weight;
    return this.#sum / (1 - this.#bias);
  }
}

/** All values smoothed, one for one. */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  const ema = new Ema(weight);
  const smoothed = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) smoothed[i] = ema.next(values[i] ?? Number.NaN);
  return smoothed;
}
