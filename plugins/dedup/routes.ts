import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import { checkRoutes } from './fsck/routes.js';
import { collectionRoutes } from './gc/routes.js';
import { lifecycleRoutes } from './lifecycle/lifecycle-routes.js';
import { retentionRoutes } from './retention/routes.js';
import { archiveRoutes } from './routes/archive-routes.js';
import { artifactRoutes } from './routes/artifact-routes.js';
import { backupRoutes } from './routes/backup-routes.js';
import { blobRoutes } from './routes/blob-routes.js';
import { fileRoute } from './routes/file-route.js';
import { lineageRoutes } from './routes/lineage-routes.js';
import { pendingRoutes } from './routes/pending-routes.js';
import { storeRoutes } from './routes/store-routes.js';
import { uploadRoutes } from './routes/upload-routes.js';
import { versionArchiveRoute } from './routes/version-archive-route.js';
import { versionRoutes } from './routes/version-routes.js';
import { storageRoutes } from './storage/storage-routes.js';
import { viewRoutes } from './views/view-routes.js';

/** All routes below /api/dedup. */
export function dedupRoutes(scope: Scope): readonly Route[] {
  const ofArtifacts = [...artifactRoutes(scope), ...versionRoutes(scope), ...lifecycleRoutes(scope), ...lineageRoutes(scope), ...pendingRoutes(scope), ...retentionRoutes(scope), ...viewRoutes(scope), fileRoute(scope), versionArchiveRoute(scope)];
  const ofPool = [...storeRoutes(scope), ...storageRoutes(scope), ...blobRoutes(scope), ...uploadRoutes(scope), ...collectionRoutes(scope), ...checkRoutes(scope)];
  return [...ofArtifacts, ...ofPool, ...archiveRoutes(scope), ...backupRoutes(scope)];
}
