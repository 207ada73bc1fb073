import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import { lifecycleRoutes } from './lifecycle/lifecycle-routes.js';
import { artifactRoutes } from './routes/artifact-routes.js';
import { fileRoute } from './routes/file-route.js';
import { storeRoutes } from './routes/store-routes.js';
import { storageRoutes } from './storage/storage-routes.js';
import { viewRoutes } from './views/view-routes.js';

/** All routes below /api/dedup. */
export function dedupRoutes(scope: Scope): readonly Route[] {
  return [...storeRoutes(scope), ...artifactRoutes(scope), ...lifecycleRoutes(scope), ...viewRoutes(scope), ...storageRoutes(scope), fileRoute(scope)];
}
