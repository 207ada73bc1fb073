import type { Knex } from 'knex';
import type { Filter, FilterColumn, FilterCondition, FilterField, FilterValue } from '../../../schemas/filter.js';
import { indexKey, toSql } from '../sql-text.js';
import { compareColumn } from './column-sql.js';
import { predicateOf } from './filter-sql.js';
import { test, type Predicate } from './predicate.js';
import { isGlob, isSearchable, scannedRows, searchRows } from './search.js';

/** A set of runs that an index gives without a look at the others: rows of a table called `d`, `id` the column with the run's id. */
export interface Driver {
  readonly rows: Knex.QueryBuilder;
  readonly id: string;
  /** Every run of the set fulfils the condition: it need not be looked at again. */
  readonly isExact: boolean;
}

/** Columns of `experiments` that have an index. */
const indexed = new Set<FilterColumn>(['id', 'created_at', 'updated_at', 'started_at', 'ended_at', 'duration_seconds', 'best_metric_value', 'point_count', 'path', 'name', 'state', 'status', 'project']);
const ranges = new Set<Predicate['operator']>(['=', '>', '>=', '<', '<=', 'in']);

/** The set of conditions that `together` put into one group, where an index gives it; undefined where every run must be looked at. */
export function driverOf(reader: Knex, [filter, ...more]: readonly Filter[], now: number): Driver | undefined {
  if (filter?.kind === 'words') return wordsDriver(reader, [filter, ...more].filter(isWords).map(({ text }) => text));
  if (filter?.kind === 'has') return { rows: reader('experiments_tags as d').where('d.tag', toSql(filter.tag)), id: 'd.experiment_id', isExact: true };
  if (filter?.kind !== 'compare' && filter?.kind !== 'in') return undefined;
  const predicate = predicateOf(filter);
  return ranges.has(predicate.operator) && predicate.asks === 'value' ? fieldDriver(reader, filter.field, predicate, now) : undefined;
}

/** Conditions that one index answers in one step: all words that it holds, each other condition for itself. */
export function together(parts: readonly Filter[]): readonly (readonly Filter[])[] {
  const words = parts.filter((part) => isWords(part) && isSearchable(part.text));
  return [words, ...parts.filter((part) => !words.includes(part)).map((part) => [part])].filter(({ length }) => length > 0);
}

/** Is the condition words without wildcards? */
export function isPlainWords(filter: Filter): filter is Words {
  return isWords(filter) && !isGlob(filter.text);
}

type Words = Extract<Filter, { kind: 'words' }>;

function isWords(filter: Filter): filter is Words {
  return filter.kind === 'words';
}

function wordsDriver(reader: Knex, words: readonly string[]): Driver | undefined {
  const [first = ''] = words;
  const rows = searchRows(reader, words) ?? (isGlob(first) ? undefined : scannedRows(reader, first));
  return rows && { rows, id: 'd.experiment_id', isExact: !isGlob(first) };
}

function fieldDriver(reader: Knex, field: FilterField, predicate: Predicate, now: number): Driver | undefined {
  if (field.kind === 'column') return columnDriver(reader, field.name, predicate, now);
  if (field.kind === 'tags') return undefined;
  const key = indexKey(field.key);
  if (field.kind === 'metric') {
    const rows = reader('experiments_metrics as d').where('d.key', key);
    test(rows, { num: `d.${field.of}` }, predicate);
    return { rows, id: 'd.experiment_id', isExact: true };
  }
  const rows = reader('experiments_values as d').where({ 'd.source': field.kind, 'd.key': key });
  if (predicate.values.every(isWord)) rows.whereNull('d.num');
  else if (predicate.values.some(({ kind }) => kind === 'text')) return undefined;
  test(rows, { num: 'd.num', text: 'd.text', kind: 'd.kind' }, predicate);
  return { rows, id: 'd.experiment_id', isExact: true };
}

/** Texts that no number is written as lie in an index of their own. */
function isWord(value: FilterValue): boolean {
  return value.kind === 'text' && Number.isNaN(Number(value.text)) && value.text !== 'true' && value.text !== 'false';
}

function columnDriver(reader: Knex, name: FilterColumn, predicate: Predicate, now: number): Driver | undefined {
  if (!indexed.has(name)) return undefined;
  // compareColumn speaks of `e`
  const rows = reader('experiments as e');
  compareColumn(rows, name, predicate, now);
  return { rows: reader.from(rows.select('e.id').as('d')), id: 'd.id', isExact: true };
}

/** The conditions that all must hold. */
export function conjuncts(filter: Filter | undefined): readonly Filter[] {
  if (filter === undefined) return [];
  return filter.kind === 'and' ? filter.parts.flatMap(conjuncts) : [filter];
}

/** Is a run without a value of the field sure to be left out by the condition? */
export function needsValue(filter: Filter, field: FilterField): filter is Extract<FilterCondition, { kind: 'compare' | 'in' }> {
  if (filter.kind !== 'compare' && filter.kind !== 'in') return false;
  const values = filter.kind === 'in' ? filter.values : [filter.value];
  // NaN lies as a row without number
  if (values.some((value) => value.kind === 'null' || (value.kind === 'number' && Number.isNaN(value.number)))) return false;
  return JSON.stringify(filter.field) === JSON.stringify(field);
}
