import { Byte } from './bytes.js';
import { sequenceLength } from './utf8.js';

/**
 * Position behind the string that begins with a quote at `at`; when it is none, the bitwise complement of the position
 * where it went wrong. Raw control bytes are allowed, since writers exist that leave them in.
 */
export function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  let p = at + 1;
  while (p < end) {
    const byte = bytes[p] ?? 0;
    if (byte === Byte.quote) return p + 1;
    const length = byte === Byte.backslash ? escapeLength(bytes, p, end) : byte < 0x80 ? 1 : sequenceLength(bytes, p, end);
    if (length === 0) return ~p;
    p += length;
  }
  return ~end;
}

/** Text of a string token without its quotes; the token must have been found whole by `stringEnd`. */
export function stringText(bytes: Buffer, at: number, end: number): string {
  const text = bytes.toString('utf8', at + 1, end - 1);
  if (!text.includes('\\')) return text;
  const escaped = text.replace(/[\u0000-\u001f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return String(JSON.parse(`"${escaped}"`));
}

function escapeLength(bytes: Uint8Array, at: number, end: number): number {
  const letter = bytes[at + 1] ?? 0;
  if (letter !== 0x75) return at + 1 < end && simpleEscapes.has(letter) ? 2 : 0;
  if (at + 6 > end) return 0;
  for (let i = 2; i < 6; i++) if (!isHexDigit(bytes[at + i] ?? 0)) return 0;
  return 6;
}

const simpleEscapes: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= Byte.zero && byte <= Byte.nine) || (letter >= 0x61 && letter <= 0x66);
}
