import type { Knex } from 'knex';
import { FilterError, type Filter, type FilterCondition, type FilterField } from '../../../schemas/filter.js';
import { indexKey, toSql } from '../sql-text.js';
import { compareColumn } from './column-sql.js';
import { hasRow } from './has-row.js';
import { test, type Predicate } from './predicate.js';
import { whereWords } from './search.js';

type Query = Knex.QueryBuilder;

/**
 * Narrows a query over `experiments as e` to what the filter says; every value of a user is
 * bound (SEC-36). Conditions are true or false, never unknown: `not (x > 1)` holds where there is no x.
 * Throws FilterError where a value does not fit its field.
 */
export function applyFilter(query: Query, filter: Filter, now: number): void {
  switch (filter.kind) {
    case 'not':
      query.whereNot((inner) => applyFilter(inner, filter.part, now));
      break;
    case 'and':
      for (const part of filter.parts) query.where((inner) => applyFilter(inner, part, now));
      break;
    case 'or':
      query.where((either) => {
        for (const part of filter.parts) either.orWhere((inner) => applyFilter(inner, part, now));
      });
      break;
    default:
      applyCondition(query, filter, now);
  }
}

function applyCondition(query: Query, condition: FilterCondition, now: number): void {
  if (condition.kind === 'words') whereWords(query, condition.text);
  else if (condition.kind === 'has') hasRow(query, 'experiments_tags', (tags) => tags.where('tag', toSql(condition.tag)));
  else wherePredicate(query, condition.field, predicateOf(condition), now);
}

function wherePredicate(query: Query, field: FilterField, predicate: Predicate, now: number): void {
  if (predicate.asks !== 'missing') whereField(query, field, predicate, now);
  else query.whereNot((inner) => whereField(inner, field, { ...predicate, asks: 'present' }, now));
}

/** What a comparison asks of its field; throws FilterError. */
export function predicateOf(condition: Extract<FilterCondition, { kind: 'compare' | 'in' }>): Predicate {
  const { column } = condition;
  if (condition.kind === 'in') return { column, asks: 'value', operator: 'in', values: condition.values };
  const { operator, value } = condition;
  if (value.kind !== 'null') return { column, asks: 'value', operator, values: [value] };
  if (operator === '=') return { column, asks: 'missing', operator, values: [] };
  if (operator === '!=') return { column, asks: 'present', operator, values: [] };
  throw new FilterError('null can only be equal or unequal', column, 'Write = null for missing, != null for present.');
}

function whereField(query: Query, field: FilterField, predicate: Predicate, now: number): void {
  if (field.kind === 'column') compareColumn(query, field.name, predicate, now);
  else if (field.kind === 'tags') hasRow(query, 'experiments_tags', (tags) => test(tags, { text: 'tag', folded: 'folded' }, predicate));
  else if (field.kind === 'metric') hasRow(query, 'experiments_metrics', (rows) => test(rows.where('key', indexKey(field.key)), { num: field.of, isFound: true }, predicate));
  else hasRow(query, 'experiments_values', (rows) => test(rows.where({ source: field.kind, key: indexKey(field.key) }), { num: 'num', isFound: true, text: 'text', folded: 'folded', kind: 'kind' }, predicate));
}
