import { FilterError, type FilterField } from './filter-ast.js';
import { filterColumns, isFilterColumn } from './filter-columns.js';
import { tokenize, type FilterToken } from './filter-tokens.js';

const prefixes = new Map([['metrics', 'metric'], ['metric', 'metric'], ['params', 'param'], ['param', 'param'], ['summary', 'summary']] as const);

/** The field that a word names, or undefined when the word is none. */
export function fieldOf(token: FilterToken): FilterField | undefined {
  if (token.kind !== 'word') return undefined;
  if (token.quoted !== undefined) return keyed(token.text.slice(0, -1), token.quoted);
  if (token.text === 'tags' || token.text === 'tag') return { kind: 'tags' };
  if (isFilterColumn(token.text)) return { kind: 'column', name: token.text };
  const dot = token.text.indexOf('.');
  return dot < 0 ? undefined : keyed(token.text.slice(0, dot), token.text.slice(dot + 1));
}

function keyed(prefix: string, key: string): FilterField | undefined {
  const kind = (prefixes as ReadonlyMap<string, 'metric' | 'param' | 'summary'>).get(prefix);
  if (kind === undefined) return undefined;
  return kind === 'metric' ? { kind, key, of: 'last' } : { kind, key };
}

/** The error for a word that is used as a field and is none. */
export function unknownField(token: FilterToken): FilterError {
  const guess = `Is it params.${token.text} or metrics.${token.text}? `;
  const known = `Columns: ${Object.keys(filterColumns).join(', ')}; besides tags, metrics.<name>, min(metrics.<name>), params.<name>, summary.<name>.`;
  return new FilterError(`“${token.text}” is no field`, token.column, (token.kind === 'word' && !token.text.includes('.') ? guess : '') + known);
}

/** How a list is ordered. */
export interface Sort {
  readonly field: Exclude<FilterField, { kind: 'tags' }>;
  readonly descending: boolean;
}

/** Reads `-created_at`, `metrics.val_acc`, `-min(metrics."val loss")`; throws FilterError. */
export function parseSort(text: string): Sort {
  const trimmed = text.trim();
  const descending = trimmed.startsWith('-');
  const { field, used, tokens } = readField(tokenize(descending ? trimmed.slice(1) : trimmed), 0);
  if (tokens[used]?.kind !== 'end' || field.kind === 'tags') throw new FilterError(`“${text}” is nothing to sort by`, 1, 'Sort by one column, metrics.<name>, params.<name> or summary.<name>; “-” in front means descending.');
  return { field, descending };
}

/** Reads a field at token `at`, `min(metrics.x)` included, and says which token follows. */
export function readField(tokens: readonly FilterToken[], at: number): { field: FilterField; used: number; tokens: readonly FilterToken[] } {
  const token = tokens[at] ?? { kind: 'end', text: '', column: 1 };
  const of = aggregate(token);
  if (of === undefined || tokens[at + 1]?.kind !== 'open') {
    const field = fieldOf(token);
    if (!field) throw unknownField(token);
    return { field, used: at + 1, tokens };
  }
  const inner = tokens[at + 2];
  const field = inner && fieldOf(inner);
  if (field?.kind !== 'metric' || tokens[at + 3]?.kind !== 'close') throw new FilterError(`${token.text}( ) takes one metric`, (inner ?? token).column, `For example: ${token.text}(metrics.loss) < 0.2`);
  return { field: { ...field, of }, used: at + 4, tokens };
}

function aggregate(token: FilterToken): 'last' | 'min' | 'max' | undefined {
  if (token.kind !== 'word' || token.quoted !== undefined) return undefined;
  return token.text === 'min' || token.text === 'max' || token.text === 'last' ? token.text : undefined;
}
