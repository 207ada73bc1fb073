import type { Knex } from 'knex';
import { fromSql, fromSqlOrNull, toSql } from '../sql-text.js';
import { labelsOf, type FileLabels, type OwnFacts } from './own-facts.js';
import { readOwn } from './own-row.js';
import { searchedLabels, shownRow, tagRows } from './shown-row.js';
import type { Sidecar } from './sidecar.js';

const batch = 500;

interface FileRow {
  readonly id: string;
  readonly run_dir: string;
  readonly alias: string | null;
  readonly tags: string;
  readonly deleted_at: number | null;
  readonly delete_reason: string | null;
}

/** A run as both sides see it now. */
export interface Standing {
  readonly id: string;
  readonly runDir: string;
  readonly files: FileLabels;
  readonly own: OwnFacts;
  /** 0 when nothing was said of it yet. */
  readonly revision: number;
}

/** What files and people say of these runs; unknown ids are left out. */
export async function standings(reader: Knex, ids: readonly string[]): Promise<Standing[]> {
  const found: Standing[] = [];
  for (let at = 0; at < ids.length; at += batch) {
    const some = ids.slice(at, at + batch);
    const own = new Map((await ownRows(reader, some)).map((row) => [row.experiment_id, row]));
    const rows = await reader('experiments').whereIn('id', some).select<FileRow[]>('id', 'run_dir', 'alias', 'tags', 'deleted_at', 'delete_reason');
    found.push(...rows.map((row) => ({ id: row.id, runDir: fromSql(row.run_dir), files: labelsIn(row), own: readOwn(own.get(row.id)?.facts), revision: own.get(row.id)?.revision ?? 0 })));
  }
  return found;
}

interface OwnRow {
  readonly experiment_id: string;
  readonly run_dir: string;
  readonly revision: number;
  readonly facts: string;
}

async function ownRows(reader: Knex, ids: readonly string[]): Promise<OwnRow[]> {
  return await reader('experiments_own').whereIn('experiment_id', ids).select<OwnRow[]>('experiment_id', 'run_dir', 'revision', 'facts');
}

/** All own facts in the database, as sidecars. */
export async function allOwn(reader: Knex): Promise<Map<string, Sidecar>> {
  const rows = await reader('experiments_own').select<OwnRow[]>('experiment_id', 'run_dir', 'revision', 'facts');
  return new Map(rows.map((row) => [row.experiment_id, { version: 1, experiment_id: row.experiment_id, run_dir: fromSql(row.run_dir), revision: row.revision, facts: readOwn(row.facts) }]));
}

/** Writes own facts, and renews what is shown of the run if the catalog has it. */
export async function writeOwn(transaction: Knex.Transaction, one: Sidecar): Promise<void> {
  const id = one.experiment_id;
  await transaction('experiments_own').insert({ experiment_id: id, run_dir: toSql(one.run_dir), revision: one.revision, facts: JSON.stringify(one.facts) }).onConflict('experiment_id').merge();
  const [row] = await transaction('experiments').where({ id }).select<FileRow[]>('alias', 'tags', 'deleted_at', 'delete_reason');
  if (!row) return;
  const labels = labelsOf(labelsIn(row), one.facts);
  await transaction('experiments_shown').where({ experiment_id: id }).update(shownRow(id, labels));
  await transaction('experiments_tags').where({ experiment_id: id }).delete();
  await transaction('experiments_searched').where({ experiment_id: id }).update({ labels: searchedLabels(labels) });
  for (const tag of tagRows(id, labels)) await transaction('experiments_tags').insert(tag);
}

function labelsIn(row: Omit<FileRow, 'id' | 'run_dir'>): FileLabels {
  return { alias: fromSqlOrNull(row.alias), tags: JSON.parse(row.tags) as string[], deleted_at: row.deleted_at, delete_reason: fromSqlOrNull(row.delete_reason) };
}
