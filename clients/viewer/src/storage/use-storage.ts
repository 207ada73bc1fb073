import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { StorageReport, StorageRow } from '../../../../schemas/dedup-storage.js';
import type { StorageView } from '../pure/storage-view.js';
import { fetchStorage } from './storage-api.js';

/** The report of a view, as far as it is fetched. */
export interface Storage {
  /** The last page: its totals are the newest. */
  readonly report: StorageReport | undefined;
  readonly rows: readonly StorageRow[];
  readonly error: unknown;
  /** The rows belong to an earlier view; those of this one are on their way. */
  readonly isOld: boolean;
  readonly isFetching: boolean;
  readonly more: (() => void) | undefined;
  readonly refetch: () => void;
}

/** Fetches the report page by page. */
export function useStorage(view: StorageView): Storage {
  const { data, error, isPlaceholderData, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['storage', view.by, view.sort, view.search],
    queryFn: ({ pageParam, signal }) => fetchStorage(view, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => distinct(data?.pages ?? []), [data]);
  return { report: data?.pages.at(-1), rows, error, isOld: isPlaceholderData, isFetching, more: hasNextPage ? () => void fetchNextPage() : undefined, refetch: () => void refetch() };
}

/** A row may stand on two pages when it was counted anew between them: the first place counts. */
function distinct(pages: readonly StorageReport[]): StorageRow[] {
  const rows = new Map<string, StorageRow>();
  for (const { rows: page } of pages) for (const row of page) if (!rows.has(row.key)) rows.set(row.key, row);
  return [...rows.values()];
}
