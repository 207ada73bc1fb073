import type { FilterValue } from './filter-ast.js';

const seconds = new Map([['ms', 0.001], ['s', 1], ['m', 60], ['min', 60], ['h', 3600], ['d', 86_400], ['w', 604_800], ['y', 31_557_600]]);
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const duration = /^([+-]?(?:\d+\.?\d*|\.\d+))(ms|s|m|min|h|d|w|y)$/;
const words = new Map<string, FilterValue>([
  ['true', { kind: 'boolean', boolean: true }],
  ['false', { kind: 'boolean', boolean: false }],
  ['null', { kind: 'null' }],
  ['nan', { kind: 'number', number: NaN }],
  ['infinity', { kind: 'number', number: Infinity }],
  ['-infinity', { kind: 'number', number: -Infinity }],
]);

/** What a word without quotes means as a value: a number, a duration such as `-7d`, a word of the language, else text. */
export function valueOfWord(word: string): FilterValue {
  const known = words.get(word.toLowerCase());
  if (known) return known;
  if (number.test(word)) return { kind: 'number', number: Number(word) };
  const [, amount, unit] = duration.exec(word) ?? [];
  if (amount !== undefined && unit !== undefined) return { kind: 'duration', seconds: Number(amount) * (seconds.get(unit) ?? 1) };
  return { kind: 'text', text: word };
}
