import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { DatabaseCopies } from '../../daemon/api/database-copies.js';
import { Gauges } from '../../daemon/api/gauges.js';
import { Hasher } from '../../daemon/api/hasher.js';
import { Health } from '../../daemon/api/health.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Root } from '../../daemon/api/root.js';
import { Live } from '../../daemon/api/topic.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { BlobKeepers } from '../../schemas/contracts/blob-keeper.js';
import { CollectionHold } from '../../schemas/contracts/collection-hold.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { commands } from './commands.js';
import { dedupConfig, type DedupConfig } from './config.js';
import { artifactTables } from './migrations/001-artifacts.js';
import { blobSizes } from './migrations/002-blob-sizes.js';
import { lifecycleTables } from './migrations/003-lifecycle.js';
import { publishingTables } from './migrations/004-publishing.js';
import { collectionTables } from './migrations/005-collection.js';
import { dedupRoutes } from './routes.js';
import { provideServices, startServices } from './services.js';
import { dedupTopics } from './topics.js';

/** Dedup: keeps the bytes of artifacts by what they are, so that nothing can overwrite them, and takes in what Runicorn kept. */
export const dedup: Plugin<DedupConfig> = {
  id: 'dedup',
  needs: [Clock, Database, DatabaseCopies, ExperimentCatalog, Gauges, Hasher, Health, Intents, Line, Live, Log, Root, RunLayout],
  gives: [ArtifactStore, BlobKeepers, CollectionHold],
  config: dedupConfig,
  migrations: [artifactTables, blobSizes, lifecycleTables, publishingTables, collectionTables],
  commands,
  services: provideServices,
  watches: [{ module: new URL('./lineage/watch.js', import.meta.url).href }],
  routes: dedupRoutes,
  topics: dedupTopics,
  start: startServices,
};
