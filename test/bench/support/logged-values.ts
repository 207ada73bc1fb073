import { Random } from '../../support/random.js';

/** What a training program logs at a row; `state` is kept from row to row. */
export type LoggedValue = (row: number) => number;

/** Kinds of values as programs log them, each a new series with its own noise. */
export function loggedValues(seed: number): Readonly<Record<string, LoggedValue>> {
  const random = new Random(seed);
  const noise = (): number => random.next() + random.next() + random.next() - 1.5;
  const loss: LoggedValue = (row) => (0.4 + 3 * Math.exp(-row / 40_000)) * (1 + 0.05 * noise());
  let epoch = 0;
  let clock = 0;
  return {
    'float64 loss': loss,
    'float32-born loss': (row) => Math.fround(loss(row)),
    'cosine schedule': (row) => 1e-5 + 0.5 * (3e-4 - 1e-5) * (1 + Math.cos((Math.PI * (row % 100_000)) / 100_000)),
    'integer': () => Math.round(2048 + 200 * noise()),
    'boolean': () => Number(random.next() < 0.1),
    'seconds since start': (row) => (row === 0 ? 0 : (clock += Math.round((0.25 + 0.01 * noise()) * 2 ** 22) / 2 ** 22)),
    'four decimals': (row) => Math.round((0.9 - Math.exp(-row / 40_000) + 0.01 * noise()) * 1e4) / 1e4,
    'value of the last epoch': (row) => (row % 500 === 0 ? (epoch = loss(row)) : epoch),
  };
}

/** `time.time()` of each row: float64 Unix seconds, a quarter of a second apart with some jitter. */
export function timestamps(seed: number): LoggedValue {
  const random = new Random(seed);
  let now = 1_790_000_000;
  return () => (now += 0.25 + 0.01 * (random.next() - 0.5));
}
