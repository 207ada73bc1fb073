import type { Knex } from 'knex';
import { FilterError, type FilterOperator, type FilterValue } from '../../../schemas/filter.js';
import { folded, likePattern, toSql } from '../sql-text.js';

/** What a field must fulfil. */
export interface Predicate {
  /** Where it stands in the filter's text, for messages. */
  readonly column: number;
  /** `present` and `missing` ask only whether there is a value. */
  readonly asks: 'value' | 'present' | 'missing';
  readonly operator: FilterOperator | 'in';
  readonly values: readonly FilterValue[];
}

/** Where the values of a field lie: a column of numbers, of texts, of folded texts, or several. */
export interface Place {
  readonly num?: string;
  /** The row is found by its key: the range must not make SQLite walk an index of values for each run, 1 s instead of 1 ms a page. */
  readonly isFound?: true;
  readonly text?: string;
  readonly folded?: string;
  /** Column that says what kind of value a row holds. */
  readonly kind?: string;
}

/** Adds the predicate over these columns of the query; throws FilterError where value and place do not fit. */
export function test(query: Knex.QueryBuilder, place: Place, predicate: Predicate): void {
  if (predicate.asks === 'present') return;
  if (predicate.operator === 'in') testAny(query, place, predicate);
  else for (const value of predicate.values) testOne(query, place, predicate, value);
}

function testAny(query: Knex.QueryBuilder, place: Place, predicate: Predicate): void {
  query.where((either) => {
    for (const value of predicate.values) either.orWhere((one) => testOne(one, place, { ...predicate, operator: '=' }, value));
  });
}

function testOne(query: Knex.QueryBuilder, place: Place, predicate: Predicate, value: FilterValue): void {
  if (predicate.operator === 'contains' || predicate.operator === 'like') testPattern(query, place, predicate, textOf(value));
  else if (value.kind === 'text') testText(query, place, predicate, value.text);
  // digits without quotes may also be a text, such as a run called 42
  else if (place.num === undefined) testText(query, place, predicate, textOf(value));
  else testNumber(query, { ...place, num: place.num }, predicate, numberOf(value));
}

function testPattern(query: Knex.QueryBuilder, place: Place, { operator, column }: Predicate, text: string): void {
  if (place.folded === undefined) throw new FilterError(`${operator} needs a field with text`, column, 'Compare numbers with = != > >= < <=.');
  query.where(place.folded, 'like', operator === 'contains' ? `%${folded(text)}%` : likePattern(text));
}

function testText(query: Knex.QueryBuilder, place: Place, { operator, column }: Predicate, text: string): void {
  if (place.text === undefined) throw new FilterError(`“${text}” is no number`, column, 'Write a number without quotes, for example 0.9, 1e-3 or 2h.');
  if (operator !== '=' && operator !== '!=') throw new FilterError('texts have no order here', column, 'Use =, !=, contains, like or in (…).');
  query.whereNotNull(place.text).where(place.text, operator, toSql(text));
}

function testNumber(query: Knex.QueryBuilder, place: Place & { readonly num: string }, { operator }: Predicate, number: number): void {
  if (Number.isNaN(number)) testNaN(query, place, operator);
  // a plus makes the column an expression, which no index serves
  // eslint-disable-next-line no-restricted-properties -- a hint to SQLite's planner that the builder has no word for; the operator is one of the grammar's, the rest is bound
  else if (place.isFound === true) query.whereRaw(`+?? ${operator} ?`, [place.num, number]);
  else query.whereNotNull(place.num).where(place.num, operator, number);
}

/** NaN lies as a row without number; it equals itself here, and is neither more nor less than anything. */
function testNaN(query: Knex.QueryBuilder, { num, kind }: Place & { readonly num: string }, operator: FilterOperator | 'in'): void {
  if (operator === '!=') query.whereNotNull(num);
  else if (operator !== '=') query.whereIn(num, []);
  else if (kind === undefined) query.whereNull(num);
  else query.whereNull(num).where(kind, 'number');
}

function textOf(value: FilterValue): string {
  if (value.kind === 'text') return value.text;
  return String(value.kind === 'boolean' ? value.boolean : numberOf(value));
}

function numberOf(value: FilterValue): number {
  if (value.kind === 'number') return value.number;
  if (value.kind === 'duration') return value.seconds;
  return value.kind === 'boolean' && value.boolean ? 1 : 0;
}
