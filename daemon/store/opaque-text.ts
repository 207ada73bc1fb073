/**
 * Names are any string, and come back exact (DISK-24, REL-49): what SQLite would change (a lone surrogate, NUL), or what
 * looks like this escape, is stored as its JSON text, which begins with a quote.
 */
export function storedText(text: string): string {
  return text.startsWith('"') || text.includes('\0') || !isWellFormed(text) ? JSON.stringify(text) : text;
}

/** Gives back what `storedText` was given. */
export function originalText(stored: string): string {
  return stored.startsWith('"') ? String(JSON.parse(stored)) : stored;
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
