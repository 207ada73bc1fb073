import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { ForeignDatabases } from '../../daemon/api/foreign-databases.js';
import { Line } from '../../daemon/api/line.js';
import { Metrics } from '../../daemon/api/metrics.js';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Root } from '../../daemon/api/root.js';
import { Surveys } from '../../daemon/api/surveys.js';
import { Live } from '../../daemon/api/topic.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { migrationTables } from './migrations/001-migration.js';
import { importTable } from './migrations/002-import.js';
import { migrationRoutes } from './routes.js';
import { provideServices, startServices } from './services.js';
import { migrationTopics } from './topics.js';

/** Migration from Runicorn: knows such a root, follows how it is taken in, takes hints over, counts everything a second time, reports, and imports other roots. */
export const migrationV1: Plugin = {
  id: 'migration-v1',
  needs: [ArtifactStore, Clock, Database, ExperimentCatalog, ForeignDatabases, Line, Live, Metrics, Root, RunLayout, Surveys],
  migrations: [migrationTables, importTable],
  services: provideServices,
  routes: migrationRoutes,
  topics: migrationTopics,
  start: startServices,
};
