import { naturalOrder } from './natural-order.js';

/** Name and text of one leaf of a document. */
export type Pair = readonly [string, string];

const deepest = 8;

/** A JSON document as its leaves, names joined by dots, in natural order; lists of plain values stay on one line. */
export function flatPairs(value: unknown): Pair[] {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return [];
  return [...leaves('', value, 0)].sort(([a], [b]) => naturalOrder(a, b));
}

/** Pairs as lines of name, tab, value. */
export function pairsText(pairs: readonly Pair[]): string {
  return pairs.map(([name, text]) => `${name}\t${text}`).join('\n');
}

function* leaves(name: string, value: unknown, depth: number): Generator<Pair> {
  if (!isBranch(value) || depth >= deepest) {
    if (name !== '' || (value !== null && value !== undefined && !isBranch(value))) yield [name, leafText(value)];
    return;
  }
  for (const [key, part] of Object.entries(value)) yield* leaves(name === '' ? key : `${name}.${key}`, part, depth + 1);
}

function isBranch(value: unknown): value is object {
  if (Array.isArray(value)) return value.some((part) => typeof part === 'object' && part !== null);
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function leafText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map(leafText).join(', ');
  return value === undefined ? '' : JSON.stringify(value);
}
