import { migrationProgress, migrationReport, type MigratedRun, type MigrationProgress, type MigrationReport } from '../../../../schemas/migration.js';
import { getJson } from '../lib/api.js';
import type { WholeReport } from '../pure/report-rows.js';

const pageSize = 1000;

/** How far the migration is. */
export function fetchProgress(signal: AbortSignal): Promise<MigrationProgress> {
  return getJson('/api/migration-v1', migrationProgress, { signal });
}

/** All pages of the report: only runs with a finding, or all of them. */
export async function fetchReport(which: 'with findings' | 'all', signal?: AbortSignal): Promise<WholeReport> {
  const first = await fetchPage(which, null, signal);
  const runs: MigratedRun[] = [...first.runs];
  for (let { next } = first; next !== null; ) {
    const page = await fetchPage(which, next, signal);
    runs.push(...page.runs);
    ({ next } = page);
  }
  return { progress: first.progress, general: first.general, runs };
}

function fetchPage(which: 'with findings' | 'all', next: string | null, signal: AbortSignal | undefined): Promise<MigrationReport> {
  const query = { least: which === 'all' ? undefined : 'note', limit: pageSize, next: next ?? undefined };
  return getJson('/api/migration-v1/report', migrationReport, { query, ...(signal === undefined ? {} : { signal }) });
}
