/** Index of the value nearest to `wanted` in an ascending list; -1 when the list is empty. */
export function nearestIndex(ascending: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) < wanted) low = middle + 1;
    else high = middle;
  }
  const before = ascending[low - 1];
  const at = ascending[low];
  return before !== undefined && at !== undefined && wanted - before < at - wanted ? low - 1 : low < ascending.length ? low : -1;
}
