import type { Knex } from 'knex';
import type { Database } from '../../../daemon/api/database.js';
import type { Metrics } from '../../../daemon/api/metrics.js';
import type { ExperimentDetail } from '../../../schemas/experiments.js';
import { isRecord, listOf } from '../field.js';
import type { FlatValue } from '../flatten.js';
import { fromSql } from '../sql-text.js';
import { recordOf } from '../wire-json.js';
import { damageIn, type CatalogRow } from './row.js';
import { sessionsOf } from './sessions.js';
import type { SqlCatalog } from './sql-catalog.js';
import { valueOf } from './values.js';

/** What the detail of an experiment holds beside its row. */
export interface DetailParts {
  readonly params: Record<string, unknown>;
  readonly summary: Record<string, unknown>;
  readonly environment: Record<string, unknown> | null;
  readonly assets: unknown;
  readonly artifacts_created: readonly unknown[];
  readonly artifacts_used: readonly unknown[];
}

export interface DetailSources {
  readonly catalog: SqlCatalog;
  readonly reader: Knex;
  readonly metrics: Metrics;
}

/** All that the files say of one experiment. */
export async function fullDetail({ catalog, reader, metrics }: DetailSources, row: CatalogRow): Promise<ExperimentDetail> {
  const sessions = await sessionsOf(reader, metrics, row.id);
  const { artifacts_created, artifacts_used, ...parts } = await detailOf(reader, row.id);
  return { ...(await catalog.experiment(row)), ...parts, artifacts_created: [...artifacts_created], artifacts_used: [...artifacts_used], sessions, session_count: sessions.length, damage: damageIn(row), heartbeat_at: row.heartbeat_at };
}

/** The last good content of one document of these runs. */
export async function documentOf(database: Database, ids: readonly string[], name: string): Promise<[string, unknown][]> {
  const query = database.reader('experiments_documents').whereIn('experiment_id', ids).where({ name }).whereNotNull('content').select('experiment_id', 'content');
  const rows = await database.rows<{ experiment_id: string; content: string }>(query);
  return rows.map(({ experiment_id, content }) => [experiment_id, JSON.parse(content) as unknown]);
}

/** Reads the parts of one experiment's detail. */
async function detailOf(reader: Knex, id: string): Promise<DetailParts> {
  const documents = await contents(reader, id);
  const environment = documents.get('environment.json');
  return {
    params: await values(reader, id, 'param'),
    summary: asRecord(documents.get('summary.json')) ?? {},
    environment: asRecord(environment),
    assets: documents.get('assets.json') ?? null,
    artifacts_created: listOf(documents.get('artifacts_created.json'), 'artifacts'),
    artifacts_used: listOf(documents.get('artifacts_used.json'), 'artifacts'),
  };
}

async function contents(reader: Knex, id: string): Promise<Map<string, unknown>> {
  const rows = await reader('experiments_documents').where({ experiment_id: id }).whereNotNull('content').select<{ name: string; content: string }[]>('name', 'content');
  return new Map(rows.map(({ name, content }) => [name, JSON.parse(content) as unknown]));
}

async function values(reader: Knex, id: string, source: 'param' | 'summary'): Promise<Record<string, unknown>> {
  const rows = await reader('experiments_values').where({ experiment_id: id, source }).select<(FlatValue & { name: string | null })[]>('key', 'name', 'kind', 'num', 'text').orderBy('key');
  return recordOf(rows.map((row) => [fromSql(row.name ?? row.key), valueOf(row)]));
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? recordOf(Object.entries(value)) : null;
}
