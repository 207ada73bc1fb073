/** The ids, filled up to a power of two with one that no run has: few statements are prepared for lists of any length. */
export function roundIds(ids: readonly string[]): readonly string[] {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, ids.length)));
  return [...ids, ...Array<string>(size - ids.length).fill('')];
}
