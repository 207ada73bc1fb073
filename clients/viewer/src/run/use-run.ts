import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { catalog } from '../experiments/catalog-live.js';
import { freshened } from '../experiments/freshened.js';
import { useCatalogRefresh } from '../experiments/use-catalog-refresh.js';
import { useStore } from '../lib/store.js';
import { fetchDetail } from './run-api.js';

/** One experiment, kept fresh by the live catalog. */
export interface RunData {
  readonly run: ExperimentDetail | null;
  readonly error: unknown;
  readonly refetch: () => void;
}

/** Fetches a run and follows it: the row as it is pushed, the rest a little later. */
export function useRun(id: string): RunData {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['run', id], queryFn: async ({ signal }) => ({ askedAt: performance.now(), detail: await fetchDetail(id, signal) }) });
  useEffect(() => catalog.follow(undefined, () => void client.invalidateQueries({ queryKey: ['run', id] })), [client, id]);
  useCatalogRefresh(useMemo(() => ['run'], []), id);
  const heard = useStore(catalog.heard);
  const { data } = query;
  const run = useMemo(() => (data === undefined ? null : (freshened(data.detail, data.askedAt, heard) ?? data.detail)), [data, heard]);
  return { run, error: query.error, refetch: () => void query.refetch() };
}
