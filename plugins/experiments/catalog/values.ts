import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { parseSort } from '../../../schemas/filter.js';
import { toWire } from '../../../schemas/numbers.js';
import type { FlatValue } from '../flatten.js';
import { fromSql, indexKey } from '../sql-text.js';
import { recordOf } from '../wire-json.js';

/** A metric, parameter or summary value that a list shows with each row; `label` is how it was asked for. */
export type ValueColumn = { readonly label: string; readonly key: string } & ({ readonly source: 'metric'; readonly of: 'last' | 'min' | 'max' } | { readonly source: 'param' | 'summary' });

/** Reads `metrics.loss`, `min(metrics.loss)`, `params.lr`, `summary.x`; throws FilterError. */
export function valueColumn(label: string): ValueColumn {
  const { field } = parseSort(label);
  if (field.kind === 'column' || label.trim().startsWith('-')) throw new RunkeepError('invalid', 'bad-column', `“${label.slice(0, 200)}” is no value column.`, 'Ask for metrics.<name>, min(metrics.<name>), params.<name> or summary.<name>; the columns of the row come with it anyway.');
  return field.kind === 'metric' ? { label, key: field.key, source: 'metric', of: field.of } : { label, key: field.key, source: field.kind };
}

/** The values of these columns, per experiment, if there are columns; what an experiment does not have is left out. */
export async function valuesOf(database: Database, ids: readonly string[], columns: readonly ValueColumn[]): Promise<Map<string, Record<string, unknown>>> {
  if (columns.length === 0) return new Map();
  const entries = new Map<string, [string, unknown][]>(ids.map((id) => [id, []]));
  const add = (id: string, label: string, value: unknown): unknown => entries.get(id)?.push([label, value]);
  for (const { experiment_id, key, ...row } of await metricRows(database, ids, columns)) {
    for (const column of columns) if (column.source === 'metric' && indexKey(column.key) === key) add(experiment_id, column.label, row[column.of] ?? (column.of === 'last' ? 'NaN' : null));
  }
  for (const { experiment_id, source, key, ...row } of await otherRows(database, ids, columns)) {
    for (const column of columns) if (column.source === source && indexKey(column.key) === key) add(experiment_id, column.label, valueOf(row));
  }
  return new Map([...entries].map(([id, pairs]) => [id, recordOf(pairs)]));
}

interface MetricRow {
  readonly experiment_id: string;
  readonly key: string;
  readonly last: number | string | null;
  readonly min: number | string | null;
  readonly max: number | string | null;
}

async function metricRows(database: Database, ids: readonly string[], columns: readonly ValueColumn[]): Promise<MetricRow[]> {
  const keys = columns.filter(({ source }) => source === 'metric').map(({ key }) => indexKey(key));
  if (keys.length === 0) return [];
  const query = database.reader('experiments_metrics').whereIn('experiment_id', ids).whereIn('key', keys).select('experiment_id', 'key', 'last', 'min', 'max');
  const rows = await database.rows<Omit<MetricRow, 'last'> & { last: number | null }>(query);
  return rows.map((row) => ({ ...row, last: row.last === null ? null : toWire(row.last) }));
}

interface OtherRow extends Pick<FlatValue, 'kind' | 'num' | 'text'> {
  readonly experiment_id: string;
  readonly source: string;
  readonly key: string;
}

async function otherRows(database: Database, ids: readonly string[], columns: readonly ValueColumn[]): Promise<OtherRow[]> {
  const keys = columns.filter(({ source }) => source !== 'metric').map(({ key }) => indexKey(key));
  if (keys.length === 0) return [];
  const query = database.reader('experiments_values').whereIn('experiment_id', ids).whereIn('key', keys).select('experiment_id', 'source', 'key', 'kind', 'num', 'text');
  return await database.rows<OtherRow>(query);
}

/** A stored value as JSON: numbers as numbers or their words, integers beyond 2^53 as digits, lists as they were. */
export function valueOf({ kind, num, text }: Pick<FlatValue, 'kind' | 'num' | 'text'>): unknown {
  if (kind === 'number') return toWire(num ?? NaN);
  if (kind === 'bool') return num === 1;
  if (kind === 'null') return null;
  return kind === 'json' ? listOrText(fromSql(text)) : fromSql(text);
}

/** A list that was cut at 64 KiB is no JSON any more: its text is shown. */
function listOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
