import type { Route } from '../../daemon/api/route.js';
import type { Scope } from '../../daemon/api/scope.js';
import type { ExperimentsConfig } from './config.js';
import { catalogRoutes } from './routes/catalog-routes.js';
import { changeRoutes } from './routes/change-routes.js';
import { derivedRoutes } from './routes/derived-routes.js';
import { exportRoutes } from './routes/export-routes.js';
import { fileRoutes } from './routes/file-routes.js';
import { metricRoutes } from './routes/metric-routes.js';
import { pictureRoutes } from './routes/picture-routes.js';
import { sqlRoutes } from './routes/sql-routes.js';
import { upkeepRoutes } from './routes/upkeep-routes.js';

/** All routes below /api/experiments; fixed names stand before `/:id`. */
export function experimentRoutes(scope: Scope, config: ExperimentsConfig): readonly Route[] {
  return [
    ...sqlRoutes(scope, config.sql), ...upkeepRoutes(scope), ...pictureRoutes(scope), ...derivedRoutes(scope), ...exportRoutes(scope),
    ...catalogRoutes(scope), ...changeRoutes(scope), ...metricRoutes(scope), ...fileRoutes(scope),
  ];
}
