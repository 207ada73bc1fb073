import type { Knex } from 'knex';
import { FilterError, filterColumns, type FilterColumn, type FilterValue } from '../../../schemas/filter.js';
import { hasRow } from './has-row.js';
import { test, type Predicate } from './predicate.js';

const shown = new Set<FilterColumn>(['alias', 'notes', 'state', 'archived', 'deleted_at', 'delete_reason']);
const foldedBeside = new Map<FilterColumn, string>([['alias', 's.alias_folded'], ['notes', 's.notes_folded']]);
const foldedInTable = new Set<FilterColumn>(['run_id', 'run_dir', 'layout', 'path', 'project', 'name', 'status', 'exit_reason', 'hostname', 'python_version', 'platform', 'original_status']);

/** The column of the joined tables behind a name of the filter language. */
export function sqlColumn(name: FilterColumn): string {
  return `${shown.has(name) ? 's' : 'e'}.${name}`;
}

/** Adds a condition on a column of the catalog. */
export function compareColumn(query: Knex.QueryBuilder, name: FilterColumn, predicate: Predicate, now: number): void {
  const column = sqlColumn(name);
  const kind = filterColumns[name];
  if (predicate.asks === 'present') query.whereNotNull(column);
  else if (kind === 'text') compareText(query, name, predicate);
  else test(query, { num: column }, kind === 'time' ? { ...predicate, values: predicate.values.map((value) => moment(value, predicate, now)) } : predicate);
}

function compareText(query: Knex.QueryBuilder, name: FilterColumn, predicate: Predicate): void {
  const beside = foldedBeside.get(name);
  if (predicate.operator !== 'contains' && predicate.operator !== 'like') test(query, { text: sqlColumn(name) }, predicate);
  else if (beside !== undefined) test(query, { folded: beside }, predicate);
  else if (foldedInTable.has(name)) hasRow(query, 'experiments_folded', (texts) => test(texts, { folded: name }, predicate));
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
