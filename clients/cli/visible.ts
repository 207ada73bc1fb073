const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const colour = /\u001b\[[0-9;:]*m/g;
const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** The text with control and bidi characters shown as escapes, so that no name can drive the terminal (SEC-38). */
export function visible(text: string): string {
  return text.replace(controls, escaped);
}

/** A log line whose colours pass (or vanish where the output has none) and whose other controls are shown (SEC-38). */
export function visibleLog(line: string, colours: boolean): string {
  const pieces = line.split(colour).map((piece) => piece.replace(controls, (char) => (char === '\t' ? char : escaped(char))));
  const codes = colours ? [...line.matchAll(colour)].map((match) => match[0]) : [];
  const joined = pieces.map((piece, index) => piece + (codes[index] ?? '')).join('');
  return codes.length === 0 ? joined : `${joined}\u001b[0m`;
}

function escaped(char: string): string {
  const code = char.charCodeAt(0);
  return short[char] ?? (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`);
}
