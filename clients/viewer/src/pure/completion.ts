import { naturalOrder } from './natural-order.js';

/** Names and values that a filter may use. */
export interface Vocabulary {
  readonly fields: readonly string[];
  /** Field -> its values as the grammar writes them. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Offers for the word at the caret, and the stretch of text that an offer replaces. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly offers: readonly string[];
}

const mostOffers = 12;

/** What may stand at the caret: a value behind a comparison, else a field; offers that begin with the word come first. */
export function complete(text: string, caret: number, words: Vocabulary): Completion {
  const before = text.slice(0, caret);
  const comparison = /([\w./-]+)\s*(?:=|!=)\s*("[^"]*|[\w./-]*)$/.exec(before);
  const values = comparison === null ? undefined : words.values.get(comparison[1] ?? '');
  const word = values === undefined ? (/[\w./-]*$/.exec(before)?.[0] ?? '') : (comparison?.[2] ?? '');
  const to = caret + (/^[\w./-]*/.exec(text.slice(caret))?.[0].length ?? 0);
  return { from: caret - word.length, to, offers: ranked(values ?? (inQuotes(before) ? [] : words.fields), word) };
}

function ranked(words: readonly string[], typed: string): string[] {
  const wanted = typed.replace(/^"/, '').toLowerCase();
  const rank = (word: string) => (word.toLowerCase().replace(/^"/, '').startsWith(wanted) ? 0 : 1);
  return words
    .filter((word) => word !== typed && word.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || naturalOrder(a, b))
    .slice(0, mostOffers);
}

function inQuotes(before: string): boolean {
  return (before.match(/"/g)?.length ?? 0) % 2 === 1;
}
