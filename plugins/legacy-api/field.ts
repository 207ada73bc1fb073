/** A field of a stored document, whatever that is; undefined where there is none. */
export function fieldOf(document: unknown, name: string): unknown {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, name) ? (document as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A list field; empty when it is none. */
export function listOf(document: unknown, name: string): readonly unknown[] {
  const value = fieldOf(document, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A text field, or null. */
export function textOf(document: unknown, name: string): string | null {
  const value = fieldOf(document, name);
  return typeof value === 'string' ? value : null;
}

/** A stored document as legacy programs read it: the words for NaN and the infinities are null. */
export function withoutWords(value: unknown): unknown {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return null;
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  const record = Object.create(null) as Record<string, unknown>; // create says any
  for (const [name, inner] of Object.entries(value)) record[name] = withoutWords(inner);
  return record;
}
