/** How deep and how wide a JSON document may be (LIM-11). */
export interface JsonBounds {
  readonly depth: number;
  readonly keys: number;
}

/** Why bytes are no JSON document that we take. */
export type JsonFault = 'empty-body' | 'byte-order-mark' | 'invalid-utf8' | 'invalid-json' | 'too-deep' | 'too-many-keys' | 'not-finite';
export type JsonReading = { readonly value: unknown } | { readonly fault: JsonFault };

/** Parses a JSON document strictly; its depth and its keys are counted on the raw bytes first, in one pass. */
export function readJson(bytes: Uint8Array, bounds: JsonBounds): JsonReading {
  if (bytes.every(isBlank)) return { fault: 'empty-body' };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { fault: 'byte-order-mark' };
  const text = decoded(bytes);
  if (text === undefined) return { fault: 'invalid-utf8' };
  const excess = excessOf(bytes, bounds);
  if (excess !== undefined) return { fault: excess };
  try {
    const value: unknown = JSON.parse(text);
    return holdsInfinity(text) ? { fault: 'not-finite' } : { value };
  } catch {
    return { fault: 'invalid-json' };
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function excessOf(bytes: Uint8Array, bounds: JsonBounds): JsonFault | undefined {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x22) at = endOfString(bytes, at);
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if (byte === 0x3a) keys += 1;
    if (depth > bounds.depth) return 'too-deep';
    if (keys > bounds.keys) return 'too-many-keys';
  }
  return undefined;
}

function endOfString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at += 1) {
    if (bytes[at] === 0x5c) at += 1;
    else if (bytes[at] === 0x22) return at;
  }
  return bytes.length;
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** True when a number of this valid JSON text exceeds float64, such as 1e400. */
function holdsInfinity(text: string): boolean {
  // Only an exponent or a very long number can overflow: most bodies have neither.
  if (!/\d[eE]|\d{309}/.test(text)) return false;
  for (const [token] of text.matchAll(stringOrNumber)) {
    if (!token.startsWith('"') && !Number.isFinite(Number(token))) return true;
  }
  return false;
}
