import { migrationReport, type MigrationFinding, type MigrationReport } from '../../../schemas/migration.js';
import { shaped } from '../context.js';
import type { DaemonClient } from '../daemon-client.js';

/** All pages of the report as one. */
export type WholeReport = Omit<MigrationReport, 'next'>;

/** Asks for the report page by page; of runs without a finding at least so severe nothing is told. */
export async function wholeReport(client: DaemonClient, least: MigrationFinding['severity']): Promise<WholeReport> {
  const first = await page(client, least);
  const runs = [...first.runs];
  for (let { next } = first; next !== null; ) {
    const more = await page(client, least, next);
    runs.push(...more.runs);
    ({ next } = more);
  }
  return { progress: first.progress, general: first.general, runs };
}

async function page(client: DaemonClient, least: string, next?: string): Promise<MigrationReport> {
  return shaped(migrationReport, await client.get('/api/migration-v1/report', { least, limit: 1000, next }));
}
