const first = 400;
const longest = 10_000;

/** Milliseconds before the nth attempt (from 0) to connect again: doubling, with up to a quarter of jitter, at most 10 s. */
export function backoff(attempt: number, random: number): number {
  const base = Math.min(longest, first * 2 ** Math.min(attempt, 10));
  return Math.round(base * (1 - random / 4));
}
