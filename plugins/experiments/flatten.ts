import { entriesOf, isRecord } from './field.js';
import { toJsonValue } from './wire-json.js';

/** One parameter or summary value as the catalog keeps it. `num` is null for what is no number, and for NaN. */
export interface FlatValue {
  readonly key: string;
  readonly kind: 'number' | 'bigint' | 'bool' | 'string' | 'null' | 'json';
  readonly num: number | null;
  readonly text: string;
}

const mostValues = 10_000;
const mostText = 65_536;
const deepest = 32;

/**
 * The leaves of a document under dotted keys: `{"opt": {"lr": 1}}` is `opt.lr`. Lists are one value. Where a key with
 * a dot and a nested one meet, the one at the smaller depth wins. At most 10,000 values of 64 KiB (LIM-60).
 */
export function flatten(document: unknown): FlatValue[] {
  const found = new Map<string, { readonly depth: number; readonly value: FlatValue }>();
  const walk = (part: unknown, prefix: string, depth: number): void => {
    for (const [name, value] of entriesOf(part)) {
      if (found.size >= mostValues) return;
      const key = prefix + name;
      if (isRecord(value) && depth < deepest && entriesOf(value).length > 0) walk(value, `${key}.`, depth + 1);
      else if ((found.get(key)?.depth ?? Infinity) >= depth) found.set(key, { depth, value: leaf(key, value) });
    }
  };
  walk(document, '', 0);
  return [...found.values()].map(({ value }) => value);
}

function leaf(key: string, value: unknown): FlatValue {
  if (typeof value === 'number') return { key, kind: 'number', num: Number.isNaN(value) ? null : value, text: String(value) };
  if (typeof value === 'bigint') return { key, kind: 'bigint', num: Number(value), text: value.toString() };
  if (typeof value === 'boolean') return { key, kind: 'bool', num: value ? 1 : 0, text: String(value) };
  if (typeof value === 'string') return { key, kind: 'string', num: null, text: value.slice(0, mostText) };
  if (value === null || value === undefined) return { key, kind: 'null', num: null, text: 'null' };
  return { key, kind: 'json', num: null, text: JSON.stringify(toJsonValue(value)).slice(0, mostText) };
}
