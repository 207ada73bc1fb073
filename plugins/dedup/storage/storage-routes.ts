import { Token } from '../../../daemon/api/token.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { storageQuery, storageReport } from '../../../schemas/dedup-storage.js';
import { route } from '../routes/route.js';
import type { StorageReports } from './storage-report.js';

/** What is kept for whom. */
export const Storage = new Token<StorageReports>('dedup.Storage');

/** What artifacts, experiments and projects take, and what deleting them would free. */
export function storageRoutes(scope: Scope): Route[] {
  return [route({ method: 'GET', path: '/storage', summary: 'Bytes by artifact, experiment or project: shared, unique, and what a deletion would free', right: 'read', deadlineSeconds: 0, query: storageQuery, answer: storageReport, handle: ({ query }) => scope.get(Storage).tell(query) })];
}
