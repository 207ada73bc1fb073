import { migrationProgress, migrationReport, type MigrationProgress, type MigrationReport } from '../../schemas/migration.js';
import type { TestDaemon } from './daemon.js';
import { until } from './until.js';

/** The migration once it has ended. */
export async function migrated(daemon: TestDaemon, timeoutMs = 60_000): Promise<MigrationProgress> {
  return until('the migration has ended', async () => {
    const progress = await daemon.json(migrationProgress, '/api/migration-v1');
    return progress.state === 'running' || progress.state === 'paused' ? undefined : progress;
  }, timeoutMs);
}

/** All pages of its report. */
export async function reportOf(daemon: TestDaemon, limit = 1000): Promise<Pick<MigrationReport, 'general' | 'runs'>> {
  const pages: MigrationReport[] = [];
  let next: string | null | undefined;
  do {
    const page: MigrationReport = await daemon.json(migrationReport, `/api/migration-v1/report?limit=${limit}${next === undefined ? '' : `&next=${next}`}`);
    pages.push(page);
    next = page.next;
  } while (next !== null);
  return { general: pages.flatMap(({ general }) => general), runs: pages.flatMap(({ runs }) => runs) };
}
