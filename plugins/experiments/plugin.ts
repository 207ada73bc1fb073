import { Checks } from '../../daemon/api/checks.js';
import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { DerivedMetrics } from '../../daemon/api/derived-metrics.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { MediaDoor } from '../../daemon/api/media.js';
import { Metrics } from '../../daemon/api/metrics.js';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Root } from '../../daemon/api/root.js';
import { SqlQueries } from '../../daemon/api/sql-queries.js';
import { Live } from '../../daemon/api/topic.js';
import { Upkeep } from '../../daemon/api/upkeep.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { commands } from './commands.js';
import { experimentsConfig, type ExperimentsConfig } from './config.js';
import { catalogTables } from './migrations/001-catalog.js';
import { catalogAtScale } from './migrations/002-catalog-at-scale.js';
import { byRunId } from './migrations/003-by-run-id.js';
import { experimentRoutes } from './routes.js';
import { provideServices, startServices } from './services.js';
import { experimentTopics } from './topics.js';

/** Experiments: finds run directories of every layout, keeps their catalog, and shows their metrics, logs and media. */
export const experiments: Plugin<ExperimentsConfig> = {
  id: 'experiments',
  needs: [Checks, Clock, Database, DerivedMetrics, Intents, Line, Live, MediaDoor, Metrics, Root, SqlQueries, Upkeep],
  gives: [ExperimentCatalog, RunLayout],
  config: experimentsConfig,
  migrations: [catalogTables, catalogAtScale, byRunId],
  watches: [{ module: new URL('./watch.js', import.meta.url).href }],
  commands,
  services: provideServices,
  routes: experimentRoutes,
  topics: experimentTopics,
  start: startServices,
};
