import type { Knex } from 'knex';
import { FilterError, filterColumns, type FilterColumn, type FilterValue } from '../../../schemas/filter.js';
import { hasRow } from './has-row.js';
import { test, type Predicate } from './predicate.js';

const shown = new Set<FilterColumn>(['alias', 'notes', 'archived', 'deleted_at', 'delete_reason']);
const foldedBeside = new Map<FilterColumn, string>([['alias', 'h.alias_folded'], ['notes', 'h.notes_folded']]);
const foldedInTable = new Set<FilterColumn>(['run_id', 'run_dir', 'layout', 'path', 'project', 'name', 'status', 'exit_reason', 'hostname', 'python_version', 'platform', 'original_status']);

/** Is the column one of `experiments_shown`, which lies beside `experiments`? */
export function isShown(name: FilterColumn): boolean {
  return shown.has(name);
}

/** Adds a condition on a column of the catalog to a query over `experiments as e`. */
export function compareColumn(query: Knex.QueryBuilder, name: FilterColumn, predicate: Predicate, now: number): void {
  if (isShown(name)) hasRow(query, 'experiments_shown', (rows) => compare(rows, name, `h.${name}`, predicate, now));
  else compare(query, name, `e.${name}`, predicate, now);
}

function compare(query: Knex.QueryBuilder, name: FilterColumn, column: string, predicate: Predicate, now: number): void {
  const kind = filterColumns[name];
  if (predicate.asks === 'present') query.whereNotNull(column);
  else if (kind === 'text') compareText(query, name, column, predicate);
  else test(query, { num: column }, kind === 'time' ? { ...predicate, values: predicate.values.map((value) => moment(value, predicate, now)) } : predicate);
}

function compareText(query: Knex.QueryBuilder, name: FilterColumn, column: string, predicate: Predicate): void {
  const beside = foldedBeside.get(name);
  if (predicate.operator !== 'contains' && predicate.operator !== 'like') test(query, { text: column }, predicate);
  else if (beside !== undefined) test(query, { folded: beside }, predicate);
  else if (foldedInTable.has(name)) hasRow(query, 'experiments_folded', (texts) => test(texts, { folded: `h.${name}` }, predicate));
  // Ids are hex digits and dashes: folded they are the same.
  else if (name === 'id') test(query, { folded: column }, predicate);
  else throw new FilterError(`${name} has no search`, predicate.column, 'Compare it with = or in (…).');
}

/** A point in time as Unix seconds: a number, `-7d` before now, or a date as ISO 8601 writes it. */
function moment(value: FilterValue, { column }: Predicate, now: number): FilterValue {
  if (value.kind === 'duration') {
    if (value.seconds > 0) throw new FilterError('a length of time is no moment', column, 'Write a minus for “ago”: created_at > -7d.');
    return { kind: 'number', number: now + value.seconds };
  }
  if (value.kind !== 'text') return value;
  const milliseconds = Date.parse(value.text);
  if (Number.isNaN(milliseconds)) throw new FilterError(`“${value.text}” is no date`, column, 'Write Unix seconds, -7d, or a date such as "2026-11-21" or "2026-11-21T08:00:00Z".');
  return { kind: 'number', number: milliseconds / 1000 };
}
