import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import { artifactRoutes } from './artifacts/artifact-routes.js';
import { lifecycleRoutes } from './artifacts/lifecycle-routes.js';
import { hostRoutes } from './host/host-routes.js';
import { metricRoutes } from './metrics/metric-routes.js';
import { pathRoutes } from './paths/path-routes.js';
import { projectRoutes } from './paths/project-routes.js';
import { assetRoutes } from './runs/asset-routes.js';
import { binRoutes } from './runs/bin-routes.js';
import { runRoutes } from './runs/run-routes.js';
import { analyticsRoutes } from './v2/analytics-routes.js';
import { experimentRoutes } from './v2/experiment-routes.js';

/** All routes; among those that a path fits the first one answers. */
export function legacyRoutes(scope: Scope): readonly Route[] {
  return [...artifactRoutes(scope), ...lifecycleRoutes(scope), ...binRoutes(scope), ...assetRoutes(scope), ...metricRoutes(scope), ...runRoutes(scope), ...pathRoutes(scope), ...projectRoutes(scope), ...hostRoutes(scope), ...analyticsRoutes(scope), ...experimentRoutes(scope)];
}
