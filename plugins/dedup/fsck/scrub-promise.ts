const daySeconds = 86_400;

/** Every byte of the pool is verified at least so often (POOL-31). */
export const promisedSeconds = 30 * daySeconds;

export interface ScrubState {
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly oldestSeconds: number;
}

/** Why not every byte is verified within 30 days; null: it is. */
export function brokenPromise({ bytes, bytesPerSecond, oldestSeconds }: ScrubState): string | null {
  if (bytes === 0) return null;
  if (bytesPerSecond === 0) return 'the scrub is switched off';
  const needed = bytes / bytesPerSecond;
  if (needed > promisedSeconds) return `reading the pool once takes ${Math.ceil(needed / daySeconds)} days at the rate that is allowed: raise dedup.scrubMiBPerSecond`;
  return oldestSeconds > promisedSeconds ? 'the daemon did not run for long enough; the scrub is catching up' : null;
}
