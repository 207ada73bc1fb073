import type { Knex } from 'knex';
import type { ExperimentFacets } from '../../../schemas/experiments.js';
import { fromSql } from '../sql-text.js';
import { recordOf } from '../wire-json.js';
import type { Selection, SqlCatalog } from './sql-catalog.js';

const mostValues = 1000;
const mostNames = 10_000;

/** Counts under a selection, and the names that a filter or a column may use. */
export async function facetsOf(catalog: SqlCatalog, reader: Knex, selection: Selection): Promise<ExperimentFacets> {
  return {
    total: await catalog.count(selection),
    state: recordOf((await counted(catalog.select(selection), 's.state')).map(({ value, count }) => [value, count])),
    path: await counted(catalog.select(selection), 'e.path'),
    tags: await counted(catalog.select(selection).join('experiments_tags as t', 't.experiment_id', 'e.id'), 't.tag'),
    metrics: await names(reader, 'metric'),
    params: await names(reader, 'param'),
    archived: await catalog.count({ ...selection, show: 'archived' }),
    deleted: await catalog.count({ ...selection, show: 'deleted' }),
  };
}

async function counted(query: Knex.QueryBuilder, column: string): Promise<{ value: string; count: number }[]> {
  const rows = await query.select({ value: column }).count<{ value: string; count: number | string }[]>({ count: '*' }).groupBy(column).orderBy('count', 'desc').orderBy(column).limit(mostValues);
  return rows.map(({ value, count }) => ({ value: fromSql(value), count: Number(count) }));
}

async function names(reader: Knex, source: 'metric' | 'param'): Promise<string[]> {
  const rows = await reader('experiments_names').where({ source }).select<{ key: string; name: string | null }[]>('key', 'name').orderBy('key').limit(mostNames);
  return rows.map(({ key, name }) => fromSql(name ?? key));
}
