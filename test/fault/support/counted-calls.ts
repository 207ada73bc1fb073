/** Calls that each kind of thread made, as the kill hook told them: the busiest thread of a kind counts. */
export function countedCalls(stderr: string): Readonly<Record<string, number>> {
  const calls: Record<string, number> = {};
  for (const [, thread = '', count] of stderr.matchAll(/^OPS (\w+) (\d+)$/gm)) calls[thread] = Math.max(calls[thread] ?? 0, Number(count));
  return calls;
}
