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
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { Import } from './import/import.js';
import { ImportStore } from './import/import-store.js';
import { Migration } from './migration.js';
import { MigrationStore } from './migration-store.js';
import { ProgressFeed } from './progress-feed.js';
import { Importing, Migrating, Telling, TellingImport } from './tokens.js';
import { importName, progressName } from './topics.js';

/** Says how the parts of the plugin are made. */
export function provideServices(scope: Scope): void {
  scope.provide(Telling, (s) => new ProgressFeed(progressName, s.get(Live), s.get(Clock)));
  scope.provide(TellingImport, (s) => new ProgressFeed(importName, s.get(Live), s.get(Clock)));
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
  scope.provide(Importing, (s) => new Import({
    root: s.get(Root),
    layout: s.get(RunLayout),
    store: new ImportStore(s.get(Database)),
    line: s.get(Line),
    clock: s.get(Clock),
    log: s.get(Log),
    takeOver: () => s.get(Migrating).again(),
    tell: (progress) => s.get(TellingImport).publish(progress),
  }));
}

/** Goes on with migration and import where they stand; what runs ends with the scope. */
export async function startServices(scope: Scope): Promise<void> {
  const migration = scope.get(Migrating);
  const importing = scope.get(Importing);
  scope.defer(() => Promise.all([importing.close(), migration.close()]).then(() => undefined));
  await migration.start();
  await importing.start();
}
