import { toSql } from '../sql-text.js';

/** The name in full, where its key had to be shortened. */
export function fullName(name: string, key: string): string | null {
  const text = toSql(name);
  return text === key ? null : text;
}
