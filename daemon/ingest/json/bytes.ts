/** The bytes that JSON is written in. */
export const Byte = {
  nul: 0x00,
  tab: 0x09,
  lf: 0x0a,
  cr: 0x0d,
  space: 0x20,
  quote: 0x22,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  E: 0x45,
  I: 0x49,
  N: 0x4e,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  e: 0x65,
  f: 0x66,
  n: 0x6e,
  t: 0x74,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Position of the first byte at or behind `at` that is no white space. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end) {
    const byte = bytes[p];
    if (byte !== Byte.space && byte !== Byte.cr && byte !== Byte.tab && byte !== Byte.lf) return p;
    p++;
  }
  return p;
}

/** Do `bytes` hold `word` at this place? */
export function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

/** The bytes of an ASCII word. */
export function ascii(word: string): Uint8Array {
  return Uint8Array.from(word, (letter) => letter.charCodeAt(0));
}
