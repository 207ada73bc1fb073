import { storageReport, type StorageReport } from '../../../../schemas/dedup-storage.js';
import { getJson } from '../lib/api.js';
import type { StorageView } from '../pure/storage-view.js';

const pageRows = 100;

/** A page of the report; `next` is where the one before ended. */
export function fetchStorage({ by, sort, search }: StorageView, next: string | null, signal: AbortSignal): Promise<StorageReport> {
  return getJson('/api/dedup/storage', storageReport, { query: { by, sort, search: search === '' ? undefined : search, limit: pageRows, next: next ?? undefined }, signal });
}
