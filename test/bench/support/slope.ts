/** A value at a time in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** How much the values grow a minute over the last part of what was seen, by least squares. */
export function perMinute(samples: readonly Sample[], part = 0.5): number {
  const last = samples.slice(Math.floor(samples.length * (1 - part)));
  const mean = (of: (sample: Sample) => number): number => last.reduce((sum, sample) => sum + of(sample), 0) / last.length;
  const [at, value] = [mean((sample) => sample.at), mean((sample) => sample.value)];
  return (60_000 * mean((sample) => (sample.at - at) * (sample.value - value))) / mean((sample) => (sample.at - at) ** 2);
}
