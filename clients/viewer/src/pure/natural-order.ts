const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Compares names as people do: layer2 before layer10; equal only if identical. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
