/** What a search box finds: a test of names, or why the pattern is none. */
export interface NameSearch {
  readonly error: string | null;
  matches(name: string): boolean;
}

const longestPattern = 200;

/** `text` between slashes is a regular expression (`/loss$/`), all else a substring; case does not matter. */
export function nameSearch(text: string): NameSearch {
  const wanted = text.trim();
  if (wanted === '') return { error: null, matches: () => true };
  const pattern = /^\/(.+)\/$/.exec(wanted)?.[1];
  if (pattern === undefined) {
    const lower = wanted.toLowerCase();
    return { error: null, matches: (name) => name.toLowerCase().includes(lower) };
  }
  if (pattern.length > longestPattern) return { error: `A pattern has at most ${longestPattern} characters.`, matches: () => false };
  try {
    const expression = new RegExp(pattern, 'iu');
    return { error: null, matches: (name) => expression.test(name) };
  } catch (cause) {
    return { error: cause instanceof Error ? cause.message : 'This is no regular expression.', matches: () => false };
  }
}
