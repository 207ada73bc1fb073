import type { Knex } from 'knex';
import { z } from 'zod';
import type { Database } from '../../daemon/api/database.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { MigrationFinding, MigrationReport } from '../../schemas/migration.js';
import type { RunRow } from './migration-store.js';

/** Which part of the report is asked for. */
export interface ReportQuery {
  readonly least?: MigrationFinding['severity'] | undefined;
  readonly limit: number;
  readonly next?: string | undefined;
}

const mostGeneral = 10_000;
const atLeast: Readonly<Record<MigrationFinding['severity'], readonly MigrationFinding['severity'][]>> = { note: ['note', 'odd', 'lost'], odd: ['odd', 'lost'], lost: ['lost'] };
const findingColumns = ['severity', 'code', 'experiment_id', 'path', 'offset', 'length', 'message', 'hint'] as const;
const runColumns = ['experiment_id', 'run_dir', 'state', 'events', 'points', 'rejects', 'bytes', 'pending_bytes'] as const;

/** One page of what the migration found, runs in the order of their directories. */
export async function reportPage({ reader }: Database, { least, limit, next }: ReportQuery): Promise<Omit<MigrationReport, 'progress'>> {
  const runs = reader('migration_v1_runs as r').orderBy(['r.run_dir', 'r.experiment_id']).limit(limit + 1).select<RunRow[]>(...runColumns.map((name) => `r.${name}`));
  if (least !== undefined) void runs.whereExists((found) => void found.from('migration_v1_findings as f').whereColumn('f.experiment_id', 'r.experiment_id').whereIn('f.severity', atLeast[least]).select('f.number'));
  if (next !== undefined) behind(runs, next);
  const rows = await runs;
  const page = rows.slice(0, limit);
  const found = await findingsOf(reader, page, least ?? 'note');
  const general = next === undefined ? await generalFindings(reader, least ?? 'note') : [];
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { general, runs: page.map((row) => ({ ...row, findings: found.get(row.experiment_id) ?? [] })), next: last === undefined ? null : cursorOf(last) };
}

async function findingsOf(reader: Knex, runs: readonly RunRow[], least: MigrationFinding['severity']): Promise<Map<string, MigrationFinding[]>> {
  const rows = await reader('migration_v1_findings').whereIn('experiment_id', runs.map((row) => row.experiment_id)).whereIn('severity', atLeast[least]).orderBy(['scope', 'number']).select<(MigrationFinding & { experiment_id: string })[]>(...findingColumns);
  const byRun = new Map<string, MigrationFinding[]>();
  for (const one of rows) byRun.set(one.experiment_id, [...(byRun.get(one.experiment_id) ?? []), one]);
  return byRun;
}

function generalFindings(reader: Knex, least: MigrationFinding['severity']): Promise<MigrationFinding[]> {
  return reader('migration_v1_findings').whereNull('experiment_id').whereIn('severity', atLeast[least]).orderBy(['scope', 'number']).limit(mostGeneral).select<MigrationFinding[]>(...findingColumns).then((rows) => rows);
}

const position = z.tuple([z.string(), z.string()]);

function cursorOf({ run_dir, experiment_id }: RunRow): string {
  return Buffer.from(JSON.stringify([run_dir, experiment_id])).toString('base64url');
}

/** Only rows behind the cursor. */
function behind(query: Knex.QueryBuilder, next: string): void {
  const [dir, id] = positionIn(next);
  void query.where((row) => void row.where('r.run_dir', '>', dir).orWhere((same) => void same.where('r.run_dir', dir).where('r.experiment_id', '>', id)));
}

function positionIn(next: string): readonly [string, string] {
  try {
    return position.parse(JSON.parse(Buffer.from(next, 'base64url').toString()));
  } catch {
    throw new RunkeepError('invalid', 'bad-cursor', 'The cursor “next” does not belong to this report.', 'Begin at the first page again: leave out “next”.');
  }
}
