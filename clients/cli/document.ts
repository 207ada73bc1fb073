import { displayWidth } from './display-width.js';
import { localTime } from './local-time.js';
import { visible } from './visible.js';

/** A JSON value as indented `key  value` lines for people; safe for the terminal. */
export function documentLines(value: unknown, indent = ''): string[] {
  const entries = entriesOf(value);
  if (entries === undefined) return [indent + scalar(value)];
  const simple = entries.filter(([, inner]) => isShort(inner));
  const width = Math.max(0, ...simple.map(([key]) => displayWidth(visible(key))));
  return entries.flatMap(([key, inner]) => {
    const name = visible(key);
    if (isShort(inner)) return [`${indent}${name}${' '.repeat(Math.max(0, width - displayWidth(name)))}  ${isMoment(key, inner) ? localTime(inner) : scalar(inner)}`.trimEnd()];
    return [`${indent}${name}`, ...documentLines(inner, `${indent}  `)];
  });
}

function entriesOf(value: unknown): [string, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((inner: unknown, index) => [String(index), inner]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}

/** Unix seconds, by the name of their field. */
function isMoment(key: string, value: unknown): value is number {
  return /(_at|At)$/.test(key) && typeof value === 'number' && Math.abs(value) < 8.64e12;
}

function isShort(value: unknown): boolean {
  const entries = entriesOf(value);
  return entries === undefined || entries.length === 0 || (Array.isArray(value) && value.every((inner) => entriesOf(inner) === undefined));
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(scalar).join(', ');
  if (typeof value === 'string') return visible(value);
  return JSON.stringify(value) === '{}' ? '-' : visible(JSON.stringify(value));
}
