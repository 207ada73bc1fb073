import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import { Intents } from '../../../daemon/api/intent.js';
import { Log } from '../../../daemon/api/log.js';
import { Root } from '../../../daemon/api/root.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import type { DedupConfig } from '../config.js';
import { Remembered, Steady } from '../gc/tokens.js';
import { Artifacts } from '../tokens.js';
import { purgeIntent } from './purge-intent.js';
import { Retention } from './retention.js';
import { Purging, Retaining } from './tokens.js';
import { VersionPurge } from './version-purge.js';

/** Says how what takes versions away is made. */
export function provideRetention(scope: Scope, { retention }: DedupConfig): void {
  // a kind must be known before the house recovers what a crash left
  scope.get(Intents).register(purgeIntent);
  scope.provide(Purging, (s) => new VersionPurge({ artifacts: s.get(Artifacts), database: s.get(Database), intents: s.get(Intents), time: s.get(Steady), root: s.get(Root), log: s.get(Log) }));
  scope.provide(Retaining, (s) => new Retention({ policies: retention, store: s.get(ArtifactStore), database: s.get(Database), remembered: s.get(Remembered), clock: s.get(Clock), log: s.get(Log) }));
}
