import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { Hasher } from '../../daemon/api/hasher.js';
import { Health } from '../../daemon/api/health.js';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Root } from '../../daemon/api/root.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { commands } from './commands.js';
import { dedupConfig, type DedupConfig } from './config.js';
import { artifactTables } from './migrations/001-artifacts.js';
import { lifecycleTables } from './migrations/003-lifecycle.js';
import { dedupRoutes } from './routes.js';
import { provideServices, startServices } from './services.js';

/** Dedup: keeps the bytes of artifacts by what they are, so that nothing can overwrite them, and takes in what Runicorn kept. */
export const dedup: Plugin<DedupConfig> = {
  id: 'dedup',
  needs: [Clock, Database, ExperimentCatalog, Hasher, Health, Root],
  gives: [ArtifactStore],
  config: dedupConfig,
  migrations: [artifactTables, lifecycleTables],
  commands,
  services: provideServices,
  routes: dedupRoutes,
  start: startServices,
};
