import { join } from 'node:path';
import { Checks } from '../../daemon/api/checks.js';
import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import { Metrics } from '../../daemon/api/metrics.js';
import { Root } from '../../daemon/api/root.js';
import type { Scope } from '../../daemon/api/scope.js';
import { Live } from '../../daemon/api/topic.js';
import { Upkeep } from '../../daemon/api/upkeep.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { RowTexts } from './catalog/row-texts.js';
import { SqlCatalog } from './catalog/sql-catalog.js';
import { thisHost } from './host.js';
import { LentCatalog } from './lent-catalog.js';
import { CatalogFeed } from './live/catalog-feed.js';
import { LivenessWatch } from './live/liveness-watch.js';
import { LogsTopic } from './live/logs-topic.js';
import { MetricsTopic } from './live/metrics-topic.js';
import { OwnStore } from './own/own-store.js';
import { sayIntent } from './own/say-intent.js';
import { SidecarFolder } from './own/sidecar-folder.js';
import { runLayout } from './run-layout.js';
import { Catalog, Checking, Feed, Liveness, LogLines, NewPoints, Own, Purging, Rows } from './tokens.js';
import { Fsck } from './upkeep/fsck.js';
import { Purge } from './upkeep/purge.js';
import { purgeIntent } from './upkeep/purge-intent.js';

/** Says how the parts of the plugin are made. */
export function provideServices(scope: Scope): void {
  const host = thisHost();
  const folder = new SidecarFolder(join(scope.get(Root).keep, 'experiments'));
  const kind = sayIntent(folder.path);
  // a kind must be known before the house recovers what a crash left
  scope.get(Intents).register(kind);
  const moved = new Set<string>();
  const purge = purgeIntent(scope.get(Root).path, folder.path, moved);
  scope.get(Intents).register(purge);
  const touched = touchedIn(scope);
  scope.provide(Catalog, (s) => new SqlCatalog(s.get(Database), s.get(Clock), host));
  scope.provide(Rows, (s) => new RowTexts(s.get(Catalog)));
  scope.provide(Feed, (s) => new CatalogFeed({ catalog: s.get(Catalog), clock: s.get(Clock), live: s.get(Live), log: s.get(Log) }));
  scope.provide(Liveness, (s) => new LivenessWatch({ database: s.get(Database), clock: s.get(Clock), host, touched }));
  scope.provide(Own, (s) => new OwnStore({ database: s.get(Database), intents: s.get(Intents), kind, folder, log: s.get(Log), touched }));
  scope.provide(Purging, (s) => new Purge({ database: s.get(Database), intents: s.get(Intents), kind: purge, moved, upkeep: s.get(Upkeep), root: s.get(Root).path, host, now: () => s.get(Clock).now() }));
  scope.provide(ExperimentCatalog, (s) => new LentCatalog({ catalog: s.get(Catalog), database: s.get(Database), metrics: s.get(Metrics), own: s.get(Own), purge: s.get(Purging), clock: s.get(Clock), root: s.get(Root) }));
  scope.provide(RunLayout, () => runLayout);
  scope.provide(Checking, (s) => new Fsck({ checks: s.get(Checks), database: s.get(Database), line: s.get(Line), upkeep: s.get(Upkeep), log: s.get(Log) }));
  scope.provide(LogLines, (s) => new LogsTopic({ catalog: s.get(Catalog), root: s.get(Root), clock: s.get(Clock), live: s.get(Live), log: s.get(Log) }));
  scope.provide(NewPoints, (s) => new MetricsTopic({ catalog: s.get(Catalog), metrics: s.get(Metrics), line: s.get(Line), live: s.get(Live), log: s.get(Log) }));
}

/** Tells whoever keeps or shows rows that these changed. */
function touchedIn(scope: Scope): (ids: readonly string[]) => void {
  return (ids) => {
    scope.get(Rows).forget(ids);
    scope.get(Feed).touched(ids);
  };
}

const livenessMs = 5000;

/** Brings own facts together, then follows the line until the scope ends. */
export async function startServices(scope: Scope): Promise<void> {
  const touched = touchedIn(scope);
  scope.get(Feed).start();
  await scope.get(Own).recover();
  await scope.get(Purging).recover();
  scope.defer(scope.get(Line).onCommit(({ experiments }) => {
    touched(experiments);
    scope.get(Liveness).stirred(experiments);
  }));
  scope.defer(scope.get(Line).onPoints((points) => scope.get(NewPoints).publish(points)));
  scope.defer(() => scope.get(LogLines).close());
  await scope.get(Liveness).look();
  scope.defer(scope.get(Clock).every(livenessMs, () => scope.get(Liveness).look()));
}
