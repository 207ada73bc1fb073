import type { Knex } from 'knex';
import { isRecord, listOf } from '../field.js';
import type { FlatValue } from '../flatten.js';
import { fromSql } from '../sql-text.js';
import { recordOf } from '../wire-json.js';
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

/** Reads the parts of one experiment's detail. */
export async function detailOf(reader: Knex, id: string): Promise<DetailParts> {
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

