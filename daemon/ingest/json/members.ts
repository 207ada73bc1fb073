import { Byte, skipSpace } from './bytes.js';
import { stringEnd, stringText } from './string-token.js';

/** Where a value stands. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The members of a whole object at `at`, keys as they mean, the last of equal ones counting. The object must have been scanned. */
export function members(bytes: Buffer, at: number, stop: number): Map<string, Span> {
  const found = new Map<string, Span>();
  let p = skipSpace(bytes, at + 1, stop);
  while (bytes[p] === Byte.quote) {
    const keyEnd = stringEnd(bytes, p, stop);
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd, stop) + 1, stop);
    const end = valueEnd(bytes, start, stop);
    found.set(stringText(bytes, p, keyEnd), { start, end });
    p = skipSpace(bytes, end, stop);
    if (bytes[p] === Byte.comma) p = skipSpace(bytes, p + 1, stop);
  }
  return found;
}

/** Position behind a whole value. */
export function valueEnd(bytes: Buffer, at: number, stop: number): number {
  const first = bytes[at];
  if (first === Byte.quote) return stringEnd(bytes, at, stop);
  if (first !== Byte.openBrace && first !== Byte.openBracket) return scalarEnd(bytes, at, stop);
  let depth = 0;
  let p = at;
  do {
    const byte = bytes[p];
    if (byte === Byte.openBrace || byte === Byte.openBracket) depth++;
    else if (byte === Byte.closeBrace || byte === Byte.closeBracket) depth--;
    p = byte === Byte.quote ? stringEnd(bytes, p, stop) : p + 1;
  } while (depth > 0);
  return p;
}

function scalarEnd(bytes: Buffer, at: number, stop: number): number {
  let p = at;
  while (p < stop) {
    const byte = bytes[p] ?? 0;
    if (byte === Byte.comma || byte === Byte.closeBrace || byte === Byte.closeBracket || byte <= Byte.space) return p;
    p++;
  }
  return p;
}
