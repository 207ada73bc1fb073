import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import type { ExperimentFacets } from '../../../schemas/experiments.js';
import { fromSql } from '../sql-text.js';
import { recordOf } from '../wire-json.js';
import { shownAs, type Selection } from './plan.js';
import type { SqlCatalog } from './sql-catalog.js';

const mostValues = 1000;
const mostNames = 10_000;

interface Counted {
  readonly value: string;
  readonly count: number;
}

/**
 * Counts under a selection, and the names that a filter or a column may use. Where counters tell all that the filter
 * asks they are exact however many runs there are; else over the runs that the total counts.
 */
export async function facetsOf(catalog: SqlCatalog, database: Database, selection: Selection): Promise<ExperimentFacets> {
  const plan = await catalog.plan(selection);
  const groups = catalog.groups(selection);
  const runs = (columns: readonly string[]): Knex.QueryBuilder => groups?.clone() ?? database.reader.from(catalog.matches(plan).select(columns.map((column) => `e.${column}`)).as('e'));
  const by = (column: string): Promise<Counted[]> => counted(database, groups ? runs([]).sum({ n: 'e.runs' }) : runs([column]).count({ n: '*' }), `e.${column}`);
  const of = async (show: Selection['show']): Promise<number> => (await catalog.count({ ...selection, show }, groups ? plan : await catalog.plan({ ...selection, show }))).total;
  return {
    ...(await catalog.count(selection, plan)),
    state: recordOf((await by('state')).map(({ value, count }) => [value, count])),
    path: await by('path'),
    tags: await (selection.filter === undefined ? allTags(database, selection.show) : counted(database, database.reader.from(catalog.matches(plan).select('e.id').as('e')).join('experiments_tags as t', 't.experiment_id', 'e.id').count({ n: '*' }), 't.tag')),
    metrics: await names(database, 'metric'),
    params: await names(database, 'param'),
    archived: await of('archived'),
    deleted: await of('deleted'),
  };
}

function allTags(database: Database, show: Selection['show']): Promise<Counted[]> {
  const query = database.reader('experiments_tag_counts as t').sum({ n: 't.runs' });
  if (show !== 'all') query.where('t.shown', shownAs[show]);
  return counted(database, query, 't.tag');
}

async function counted(database: Database, query: Knex.QueryBuilder, column: string): Promise<Counted[]> {
  const rows = await database.rows<{ value: string; n: number | string }>(query.select({ value: column }).groupBy(column).orderBy('n', 'desc').orderBy(column).limit(mostValues));
  return rows.map(({ value, n }) => ({ value: fromSql(value), count: Number(n) }));
}

async function names(database: Database, source: 'metric' | 'param'): Promise<string[]> {
  const query = database.reader('experiments_names').where({ source }).select('key', 'name').orderBy('key').limit(mostNames);
  const rows = await database.rows<{ key: string; name: string | null }>(query);
  return rows.map(({ key, name }) => fromSql(name ?? key));
}
