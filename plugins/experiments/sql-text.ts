import { createHash } from 'node:crypto';

const mark = '\u0010';
const unstorable = /[\0\u0010\ud800-\udfff]/u;
const everyUnstorable = /[\0\u0010\ud800-\udfff]/gu;
const everyMark = /\u0010([0-9a-f]{4})/g;
const wildcards = new Map([['%', '\uf625'], ['_', '\uf65f'], ['\\', '\uf65c']]);
const longestKey = 1000;

/**
 * Any text of a user in a form that every database keeps: NUL and lone surrogates (no database takes both) become
 * DLE and four hex digits, and so does DLE itself. `fromSql` reads it back exactly (DISK-24).
 */
export function toSql(text: string): string {
  return unstorable.test(text) ? text.replace(everyUnstorable, (unit) => mark + unit.charCodeAt(0).toString(16).padStart(4, '0')) : text;
}

/** Reads what `toSql` wrote. */
export function fromSql(text: string): string {
  return text.includes(mark) ? text.replace(everyMark, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text;
}

/** `toSql` for what may be absent. */
export function orNull(text: string | null | undefined): string | null {
  return typeof text === 'string' ? toSql(text) : null;
}

/** `fromSql` for what may be absent. */
export function fromSqlOrNull(text: string | null): string | null {
  return text === null ? null : fromSql(text);
}

/** A key short enough for the index of every database (PostgreSQL: 2,700 bytes a row): long ones end in their SHA-256. */
export function indexKey(name: string): string {
  const key = toSql(name);
  return Buffer.byteLength(key) <= longestKey ? key : `${key.slice(0, 100)}${mark}#${createHash('sha256').update(key).digest('hex')}`;
}

/**
 * Text as searches compare it: without case, composed (NFC), the wildcards of LIKE replaced by private characters, so
 * that a pattern made of `folded` parts and `%` needs no ESCAPE.
 */
export function folded(text: string): string {
  return toSql(text.normalize('NFC').toLowerCase()).replace(/[%_\\]/g, (sign) => wildcards.get(sign) ?? sign);
}

/** Folded texts as one, to be searched together: between them stands what no folded text holds. */
export function searchable(texts: readonly (string | null)[]): string {
  return texts.map((text) => (text === null ? '' : folded(text))).join(mark + mark);
}

/** The LIKE pattern of a glob (`*` any, `?` one, `\` takes the next as it is) over folded text. */
export function likePattern(glob: string): string {
  return glob.replace(/\\[^]|\*|\?|[^\\*?]+|\\$/g, (part) => {
    if (part === '*') return '%';
    if (part === '?') return '_';
    return folded(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
  });
}
