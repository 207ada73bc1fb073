import { naturalOrder } from './natural-order.js';

/** One foldable section of charts: the metrics that share the part of the name before the first slash (VIEW-10). */
export interface MetricGroup {
  /** Empty for metrics without a prefix. */
  readonly prefix: string;
  readonly names: readonly string[];
}

/** Sections in natural order, metrics without prefix first, each with its names in natural order. */
export function groupMetrics(names: Iterable<string>): MetricGroup[] {
  const groups = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const prefix = prefixOf(name);
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [name]);
    else group.push(name);
  }
  return [...groups]
    .sort(([a], [b]) => naturalOrder(a, b))
    .map(([prefix, members]) => ({ prefix, names: members.sort(naturalOrder) }));
}

function prefixOf(name: string): string {
  const slash = name.indexOf('/');
  return slash > 0 ? name.slice(0, slash) : '';
}
