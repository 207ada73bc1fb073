import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Experiment, ExperimentRow } from '../../../../schemas/experiments.js';
import { useStore } from '../lib/store.js';
import { isKeyed } from '../pure/table-columns.js';
import type { TableView } from '../pure/table-view.js';
import { catalog, type HeardRuns } from './catalog-live.js';
import { fetchPage, type ExperimentPage } from './experiments-api.js';
import { freshened } from './freshened.js';

/** The rows of a view, kept fresh by the live catalog. */
export interface Experiments {
  readonly rows: readonly ExperimentRow[];
  readonly total: number;
  /** There are more than `total`. */
  readonly isLeast: boolean;
  /** Runs that began after the list was fetched and are not in it. */
  readonly arrived: number;
  readonly isLoading: boolean;
  /** The rows belong to an earlier view; those of this one are on their way. */
  readonly isOld: boolean;
  readonly error: unknown;
  readonly more: () => void;
  readonly refetch: () => void;
}

const clockSlack = 5;

/** Fetches a view page by page and follows what changes. */
export function useExperiments(view: TableView): Experiments {
  const query = useInfiniteQuery({
    queryKey: ['experiments', view.filter, view.sort, view.show, view.columns.filter(isKeyed)],
    queryFn: ({ pageParam, signal }) => fetchPage(view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const cursor = pages?.[0]?.cursor;
  const { refetch } = query;
  useEffect(() => (cursor === undefined ? undefined : catalog.follow(cursor, () => void refetch())), [cursor, refetch]);
  const heard = useStore(catalog.heard);
  const rows = useMemo(() => shownRows(pages ?? [], heard, view.show), [pages, heard, view.show]);
  const arrived = useMemo(() => (view.show === 'present' ? arrivals(rows, pages ?? [], heard, view.filter === '') : 0), [rows, pages, heard, view.show, view.filter]);
  const first = pages?.[0];
  const isLeast = first?.total_is_least === true && query.hasNextPage;
  return {
    rows, arrived, total: isLeast ? Math.max(first.total, rows.length) : (first?.total ?? 0), isLeast, isLoading: query.isPending, isOld: query.isPlaceholderData, error: query.error,
    more: () => {
      if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
    },
    refetch: () => void refetch(),
  };
}

/** A run may stand on two pages when the order changed between them: the first place counts. */
function shownRows(pages: readonly ExperimentPage[], heard: HeardRuns, show: TableView['show']): ExperimentRow[] {
  const rows = new Map<string, ExperimentRow>();
  for (const { experiments, askedAt } of pages) {
    for (const one of experiments) {
      const row = freshened(one, askedAt, heard);
      if (row !== null && belongs(row, show) && !rows.has(row.id)) rows.set(row.id, row);
    }
  }
  return [...rows.values()];
}

function belongs(row: Experiment, show: TableView['show']): boolean {
  if (show === 'deleted') return row.deleted_at !== null;
  return row.deleted_at === null && row.archived === (show === 'archived');
}

/** Of a list that is shown whole and without a filter, every run that is not in it is new; else only what began after it was fetched. */
function arrivals(rows: readonly ExperimentRow[], pages: readonly ExperimentPage[], heard: HeardRuns, isUnfiltered: boolean): number {
  const askedAt = pages[0]?.askedAt;
  if (askedAt === undefined) return 0;
  const since = isUnfiltered && pages.at(-1)?.next === null ? -Infinity : (performance.timeOrigin + askedAt) / 1000 - clockSlack;
  const known = new Set(rows.map(({ id }) => id));
  return [...heard.values()].filter(({ row, at }) => row !== null && at >= askedAt && !known.has(row.id) && belongs(row, 'present') && (row.created_at ?? row.updated_at) > since).length;
}
