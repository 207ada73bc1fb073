import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { MigrationProgress } from '../../../../schemas/migration.js';
import { migrationLive, progressKey } from './migration-live.js';

/** How far the migration is, live. */
export function useMigration(): UseQueryResult<MigrationProgress> {
  useEffect(() => migrationLive.follow(), []);
  return useQuery({ queryKey: progressKey, queryFn: ({ signal }) => migrationLive.fetch(signal) });
}
