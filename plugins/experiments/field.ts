/** One field of a document read tolerantly: a Map, a null-prototype object, or anything else (then undefined) (SEC-35). */
export function fieldOf(document: unknown, key: string): unknown {
  if (document instanceof Map) return (document as ReadonlyMap<string, unknown>).get(key);
  if (!isRecord(document)) return undefined;
  return Object.hasOwn(document, key) ? document[key] : undefined;
}

/** The fields of such a document, in file order; none of what is no object. */
export function entriesOf(document: unknown): [string, unknown][] {
  if (document instanceof Map) return [...(document as ReadonlyMap<string, unknown>)];
  return isRecord(document) ? Object.entries(document) : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text field, or null. */
export function textOf(document: unknown, key: string): string | null {
  const value = fieldOf(document, key);
  return typeof value === 'string' ? value : null;
}

/** A finite number field, or null. */
export function numberOf(document: unknown, key: string): number | null {
  const value = fieldOf(document, key);
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A list field; empty when it is none. */
export function listOf(document: unknown, key: string): readonly unknown[] {
  const value = fieldOf(document, key);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
