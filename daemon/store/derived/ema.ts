/**
 * Debiased exponential average: s_t = w * s_(t-1) + (1 - w) * y_t with s_0 = 0, divided by 1 - w^t. Written as a step towards
 * y with its rounding error carried on (Kahan), since errors of a weight near 1 add up over 1 / (1 - w) points.
 */
export function ema(y: Float64Array, weight: number): Float64Array {
  const line = new Float64Array(y.length);
  const logarithm = Math.log(weight);
  const step = 1 - weight;
  let s = 0;
  let lost = 0;
  for (let i = 0; i < y.length; i++) {
    const towards = step * ((y[i] ?? 0) - s - lost) + lost;
    const next = s + towards;
    lost = towards - (next - s);
    s = next;
    const left = (i + 1) * logarithm;
    // Beyond -40 the divisor is 1 to the bit, and `expm1` is half of the time.
    line[i] = left < -40 ? s : (s + lost) / -Math.expm1(left);
  }
  return line;
}

/**
 * Exponential average by distance in x: the point at x_i counts with 2^(-(x_t - x_i) / halfLife) in the mean at x_t. As a recurrence
 * with d = 2^(-(x_t - x_(t-1)) / halfLife): n_t = d * n_(t-1) + 1, m_t = m_(t-1) + (y_t - m_(t-1)) / n_t.
 */
export function timeEma(x: Float64Array, y: Float64Array, halfLife: number): Float64Array {
  const line = new Float64Array(y.length);
  let mean = 0;
  let lost = 0;
  let n = 0;
  for (let i = 0; i < y.length; i++) {
    const distance = i === 0 ? 0 : (x[i] ?? 0) - (x[i - 1] ?? 0);
    n = (distance === 0 ? n : n * 2 ** (-distance / halfLife)) + 1;
    const towards = ((y[i] ?? 0) - mean - lost) / n + lost;
    const next = mean + towards;
    lost = towards - (next - mean);
    mean = next;
    line[i] = mean + lost;
  }
  return line;
}
