import { Clock } from '../../daemon/api/clock.js';
import { Health } from '../../daemon/api/health.js';
import { Metrics } from '../../daemon/api/metrics.js';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Root } from '../../daemon/api/root.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { logSockets } from './logs/log-sockets.js';
import { legacyRoutes } from './routes.js';

/** The HTTP API of the legacy viewer, answered from our store: thin adapters without tables of their own. */
export const legacyApi: Plugin = {
  id: 'legacy-api',
  base: '/api',
  needs: [ArtifactStore, Clock, ExperimentCatalog, Health, Metrics, Root],
  routes: legacyRoutes,
  sockets: logSockets,
};
