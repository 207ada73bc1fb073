import type { Knex } from 'knex';
import { toWire } from '../../../schemas/numbers.js';
import type { Experiment } from '../../../schemas/experiments.js';
import type { FlatValue } from '../flatten.js';
import { fromSql } from '../sql-text.js';
import { valueOf } from './values.js';

/** One value of several experiments side by side, in the order in which they were asked for; null where there is none. */
export interface ComparedRow {
  readonly field: string;
  readonly differs: boolean;
  readonly values: readonly unknown[];
}

/** Parameters, summary and last metric values of these experiments, key by key. */
export async function comparison(reader: Knex, experiments: readonly Experiment[], asked: readonly string[]): Promise<{ experiments: Experiment[]; rows: ComparedRow[] }> {
  const byId = new Map(experiments.map((one) => [one.id, one]));
  const present = asked.flatMap((id) => byId.get(id) ?? []);
  const ids = present.map(({ id }) => id);
  const fields = new Map<string, Map<string, unknown>>();
  for (const [id, field, value] of [...(await flatValues(reader, ids)), ...(await metricValues(reader, ids))]) fields.set(field, (fields.get(field) ?? new Map<string, unknown>()).set(id, value));
  const rows = [...fields].map(([field, values]) => compared(field, ids.map((id) => values.get(id) ?? null)));
  return { experiments: present, rows };
}

function compared(field: string, values: readonly unknown[]): ComparedRow {
  return { field, values, differs: new Set(values.map((value) => JSON.stringify(value))).size > 1 };
}

interface ValueRow extends FlatValue {
  readonly experiment_id: string;
  readonly source: string;
  readonly name: string | null;
}

interface MetricRow {
  readonly experiment_id: string;
  readonly key: string;
  readonly name: string | null;
  readonly last: number | null;
}

type Found = [id: string, field: string, value: unknown];

async function flatValues(reader: Knex, ids: readonly string[]): Promise<Found[]> {
  const rows = await reader('experiments_values').whereIn('experiment_id', ids).select<ValueRow[]>('experiment_id', 'source', 'key', 'name', 'kind', 'num', 'text').orderBy(['source', 'key']);
  return rows.map((row) => [row.experiment_id, `${row.source === 'param' ? 'params' : 'summary'}.${fromSql(row.name ?? row.key)}`, valueOf(row)]);
}

async function metricValues(reader: Knex, ids: readonly string[]): Promise<Found[]> {
  const rows = await reader('experiments_metrics').whereIn('experiment_id', ids).select<MetricRow[]>('experiment_id', 'key', 'name', 'last').orderBy('key');
  return rows.map((row) => [row.experiment_id, `metrics.${fromSql(row.name ?? row.key)}`, toWire(row.last ?? NaN)]);
}
