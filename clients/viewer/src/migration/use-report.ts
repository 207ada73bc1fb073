import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { MigrationProgress } from '../../../../schemas/migration.js';
import type { WholeReport } from '../pure/report-rows.js';
import { fetchReport } from './migration-api.js';

/** The report with everything that was found, fetched anew when a step ends. */
export function useReport({ state, step }: Pick<MigrationProgress, 'state' | 'step'>): UseQueryResult<WholeReport> {
  return useQuery({ queryKey: ['migration report', state, step], queryFn: ({ signal }) => fetchReport('with findings', signal), placeholderData: keepPreviousData, structuralSharing: false });
}
