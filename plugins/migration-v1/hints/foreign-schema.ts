import type { ForeignQuestion, ForeignTable, ForeignValue } from '../../../daemon/api/foreign-databases.js';
import { emptyHint, type Hint } from './hint.js';

type Row = Readonly<Record<string, ForeignValue>>;

/** What is asked of any `runicorn.db`: columns of every schema that there was, as far as they are there (DISK-51). */
export const questions: readonly ForeignQuestion[] = [
  { table: 'experiments', columns: ['id', 'path', 'alias', 'status', 'run_dir', 'deleted_at', 'delete_reason'] },
  { table: 'experiment_tags', columns: ['experiment_id', 'tag', 'tag_name'] },
  { table: 'metrics', countBy: 'experiment_id' },
  { table: 'runs', columns: ['run_id', 'path', 'alias', 'status', 'run_dir'] },
];

export type ForeignSchema = 'project-name' | 'path' | 'index' | 'unknown';

/** Which program's tables these are, told by their columns. */
export function schemaOf(tables: readonly ForeignTable[]): ForeignSchema {
  const columns = new Set(tables.find(({ table }) => table === 'experiments')?.columns ?? []);
  if (columns.has('id') && columns.has('project') && columns.has('name')) return 'project-name';
  if (columns.has('id') && columns.has('path')) return 'path';
  const index = new Set(tables.find(({ table }) => table === 'runs')?.columns ?? []);
  return index.has('run_id') && index.has('path') ? 'index' : 'unknown';
}

/** What the rows say of each run; rows without an id say nothing. */
export function hintsOf(tables: readonly ForeignTable[]): Hint[] {
  const schema = schemaOf(tables);
  if (schema === 'unknown') return [];
  const rows = (name: string): readonly Row[] => tables.filter(({ table }) => table === name).flatMap((table) => table.rows);
  if (schema === 'index') return rows('runs').flatMap((row) => hintOf(row, 'run_id'));
  const hasCounts = tables.some(({ table }) => table === 'metrics');
  const counts = new Map(rows('metrics').map(({ value, count }) => [String(value), numberOf(count)]));
  const tags = tagsOf(rows('experiment_tags'));
  return rows('experiments').flatMap((row) => hintOf(row, 'id')).map((hint) => ({ ...hint, points: hasCounts ? counts.get(hint.runId) ?? 0 : null, tags: tags.get(hint.runId) ?? [] }));
}

function hintOf(row: Row, key: string): Hint[] {
  const runId = textOf(row[key]);
  if (runId === null || runId === '') return [];
  const at = numberOf(row['deleted_at']);
  const deletion = at === null ? null : { at, reason: textOf(row['delete_reason']) ?? 'deleted in Runicorn' };
  return [{ ...emptyHint(runId), place: textOf(row['run_dir']), status: textOf(row['status']), alias: textOf(row['alias']), deletion }];
}

function tagsOf(rows: readonly Row[]): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const row of rows) {
    const [id, tag] = [textOf(row['experiment_id']), textOf(row['tag']) ?? textOf(row['tag_name'])];
    if (id !== null && tag !== null && tag !== '') tags.set(id, [...(tags.get(id) ?? []), tag]);
  }
  return tags;
}

function textOf(value: ForeignValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: ForeignValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
