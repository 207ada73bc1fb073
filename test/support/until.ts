/** What `until` gives while the condition does not hold yet. */
export type Probe<T> = () => T | undefined | false | Promise<T | undefined | false>;

/**
 * Waits for a condition of another process, which has no event to await: looks every 15 ms, and fails naming the
 * condition. Errors of the probe count as "not yet" and are the cause of the failure.
 */
export async function until<T>(condition: string, probe: Probe<T>, timeoutMs = 15_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < end) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  throw new Error(`not within ${timeoutMs} ms: ${condition}`, { cause });
}
