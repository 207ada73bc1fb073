import { storageGrouping, storageSort, type StorageGrouping, type StorageSort } from '../../../../schemas/dedup-storage.js';

/** Which rows the storage page shows, and in which order; it stands in the address (VIEW-140). */
export interface StorageView {
  readonly by: StorageGrouping;
  readonly sort: StorageSort;
  readonly search: string;
}

/** Artifacts, the largest first. */
export const wholeStorage: StorageView = { by: 'artifact', sort: '-stored_bytes', search: '' };

/** Reads the view out of a query string; what is missing or strange is as at first. */
export function parseStorageView(search: string): StorageView {
  const query = new URLSearchParams(search);
  return {
    by: storageGrouping.safeParse(query.get('by')).data ?? wholeStorage.by,
    sort: storageSort.safeParse(query.get('sort')).data ?? wholeStorage.sort,
    search: (query.get('search') ?? '').slice(0, 300),
  };
}

/** The query string of a view; empty when it is the first one. */
export function formatStorageView({ by, sort, search }: StorageView): string {
  const query = new URLSearchParams();
  if (by !== wholeStorage.by) query.set('by', by);
  if (sort !== wholeStorage.sort) query.set('sort', sort);
  if (search !== '') query.set('search', search);
  return query.toString();
}

/** The order after a click on a column: numbers begin with the largest, names with A; the next click turns it around. */
export function turnedSort(sort: StorageSort, column: string): StorageSort {
  const first = column === 'label' ? column : `-${column}`;
  const wanted = sort === first ? (column === 'label' ? '-label' : column) : first;
  return storageSort.safeParse(wanted).data ?? sort;
}
