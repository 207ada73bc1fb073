import { Refusal } from './refusal.js';

/** The parameters of an address: strings, or arrays where one is repeated. Nested names such as `a[b]` are refused. */
export function readQuery(url: string): Readonly<Record<string, string | string[]>> {
  const at = url.indexOf('?');
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, never>;
  if (at < 0) return query;
  for (const pair of url.slice(at + 1).split('&')) {
    if (pair === '') continue;
    const [name = '', ...rest] = pair.split('=');
    add(query, decoded(name), decoded(rest.join('=')));
  }
  return query;
}

function add(query: Record<string, string | string[]>, name: string, value: string): void {
  if (/[[\]]/.test(name)) throw new Refusal('invalid', 'invalid-query', `The parameter ${shown(name)} has brackets in its name.`, 'Repeat a parameter to send several values.');
  const before = query[name];
  if (before === undefined) query[name] = value;
  else if (typeof before === 'string') query[name] = [before, value];
  else before.push(value);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('bad-request', 'bad-query', 'The query of the address cannot be decoded.', 'Encode it as UTF-8, once.');
  }
}

/** A name from outside, safe inside a sentence. */
export function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100)).replaceAll(/[^\x20-\x7e]/g, '?');
}
