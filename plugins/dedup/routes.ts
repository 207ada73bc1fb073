import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import { archiveRoute } from './routes/archive-route.js';
import { artifactRoutes } from './routes/artifact-routes.js';
import { fileRoute } from './routes/file-route.js';
import { lineageRoutes } from './routes/lineage-routes.js';
import { pendingRoutes } from './routes/pending-routes.js';
import { storeRoutes } from './routes/store-routes.js';
import { versionRoutes } from './routes/version-routes.js';

/** All routes below /api/dedup. */
export function dedupRoutes(scope: Scope): readonly Route[] {
  return [...storeRoutes(scope), ...artifactRoutes(scope), fileRoute(scope), ...versionRoutes(scope), ...pendingRoutes(scope), ...lineageRoutes(scope), archiveRoute(scope)];
}
