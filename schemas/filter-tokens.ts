import { FilterError } from './filter-ast.js';

/** A piece of a filter text. `column` counts from 1. A quoted name keeps its prefix: metrics.`a b` is a word with `quoted`. */
export interface FilterToken {
  readonly kind: 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'end';
  readonly text: string;
  /** Of a word: what stood in quotes behind its last dot. */
  readonly quoted?: string;
  readonly column: number;
}

const operators = ['>=', '<=', '!=', '<>', '==', '=', '>', '<'] as const;
const marks = new Map<string, FilterToken['kind']>([['(', 'open'], [')', 'close'], [',', 'comma']]);
const quotes = new Set(['"', "'", '`']);

/** Cuts a filter into tokens, each character looked at once; throws FilterError at a quote without end. */
export function tokenize(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < text.length) {
    const next = isBlank(text, at) ? undefined : tokenAt(text, at);
    if (next) tokens.push(next.token);
    at = next?.end ?? at + 1;
  }
  return [...tokens, { kind: 'end', text: '', column: text.length + 1 }];
}

interface Cut {
  readonly token: FilterToken;
  readonly end: number;
}

function tokenAt(text: string, at: number): Cut {
  const column = at + 1;
  const sign = text.charAt(at);
  const mark = marks.get(sign);
  if (mark) return { token: { kind: mark, text: sign, column }, end: at + 1 };
  const operator = operators.find((candidate) => text.startsWith(candidate, at));
  if (operator) return { token: { kind: 'operator', text: spelled(operator), column }, end: at + operator.length };
  if (quotes.has(sign)) {
    const { content, end } = quoted(text, at);
    return { token: { kind: 'text', text: content, column }, end };
  }
  return wordAt(text, at);
}

function wordAt(text: string, at: number): Cut {
  let end = at + 1;
  while (end < text.length && !endsWord(text, end)) end++;
  const word = text.slice(at, end);
  if (!word.endsWith('.') || !quotes.has(text.charAt(end))) return { token: { kind: 'word', text: word, column: at + 1 }, end };
  const name = quoted(text, end);
  return { token: { kind: 'word', text: word, quoted: name.content, column: at + 1 }, end: name.end };
}

function quoted(text: string, at: number): { content: string; end: number } {
  const quote = text.charAt(at);
  let content = '';
  let end = at + 1;
  while (end < text.length && text.charAt(end) !== quote) {
    if (text.charAt(end) === '\\') end++;
    content += text.charAt(end);
    end++;
  }
  if (end >= text.length) throw new FilterError('a quote is opened and not closed', at + 1, `Close it with ${quote}; a ${quote} inside is written \\${quote}.`);
  return { content, end: end + 1 };
}

function endsWord(text: string, at: number): boolean {
  const sign = text.charAt(at);
  return isBlank(text, at) || marks.has(sign) || quotes.has(sign) || sign === '=' || sign === '<' || sign === '>' || text.startsWith('!=', at);
}

function isBlank(text: string, at: number): boolean {
  return text.charAt(at).trim() === '';
}

function spelled(operator: (typeof operators)[number]): string {
  if (operator === '<>') return '!=';
  return operator === '==' ? '=' : operator;
}
