import { toWire } from '../../schemas/numbers.js';
import { entriesOf, isRecord } from './field.js';

/** A document's value as JSON can hold it: Maps become null-prototype objects, non-finite numbers words, integers beyond 2^53 their digits. */
export function toJsonValue(value: unknown): unknown {
  if (typeof value === 'number') return toWire(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (!isRecord(value)) return value;
  return recordOf(entriesOf(value).map(([key, inner]) => [key, toJsonValue(inner)]));
}

/** An object without prototype, for keys of users (SEC-35). */
export function recordOf<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const record = Object.create(null) as Record<string, Value>; // create says any
  for (const [key, value] of entries) record[key] = value;
  return record;
}
