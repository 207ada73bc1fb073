import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { ForeignDatabases } from '../../daemon/api/foreign-databases.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import { Metrics } from '../../daemon/api/metrics.js';
import { Root } from '../../daemon/api/root.js';
import type { Scope } from '../../daemon/api/scope.js';
import { Surveys } from '../../daemon/api/surveys.js';
import { Live } from '../../daemon/api/topic.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { Migration } from './migration.js';
import { MigrationStore } from './migration-store.js';
import { ProgressFeed } from './progress-feed.js';
import { Migrating, Telling } from './tokens.js';

/** Says how the parts of the plugin are made. */
export function provideServices(scope: Scope): void {
  scope.provide(Telling, (s) => new ProgressFeed(s.get(Live), s.get(Clock)));
  scope.provide(Migrating, (s) => new Migration({
    root: s.get(Root).path,
    store: new MigrationStore(s.get(Database)),
    catalog: s.get(ExperimentCatalog),
    artifacts: s.get(ArtifactStore),
    line: s.get(Line),
    metrics: s.get(Metrics),
    surveys: s.get(Surveys),
    databases: s.get(ForeignDatabases),
    clock: s.get(Clock),
    log: s.get(Log),
    tell: (progress) => s.get(Telling).publish(progress),
  }));
}

/** Goes on with the migration where it stands; what runs ends with the scope. */
export async function startServices(scope: Scope): Promise<void> {
  const migration = scope.get(Migrating);
  scope.defer(() => migration.close());
  await migration.start();
}
