const tokens = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/gs;

/** Reads JSON as Python writes it: bare NaN and infinities become their words (DISK-12). Throws a SyntaxError otherwise. */
export function parseTolerantJson(text: string): unknown {
  return JSON.parse(text.replaceAll(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
