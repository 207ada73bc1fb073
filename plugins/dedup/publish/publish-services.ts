import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import { Log } from '../../../daemon/api/log.js';
import { Intents } from '../../../daemon/api/intent.js';
import { Root } from '../../../daemon/api/root.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../../schemas/contracts/run-layout.js';
import { Changes } from '../lineage/lineage-tokens.js';
import { PendingFolder } from '../pending/pending-folder.js';
import { Pending } from '../pending/pending-tokens.js';
import { TakeOver } from '../pending/take-over.js';
import { Leases } from '../pool/leases.js';
import { Artifacts, Pool } from '../tokens.js';
import { Drafting } from './drafting.js';
import { Homes } from './homes.js';
import { publishIntent } from './publish-intent.js';
import { Drafts, Said, Versions } from './publish-tokens.js';
import { Publisher } from './publisher.js';
import { sayIntent } from './say-intent.js';
import { Sayings } from './sayings.js';

/** Says how versions are made, and what is said of them afterwards. */
export function providePublishing(scope: Scope): void {
  const [intents, root, database] = [scope.get(Intents), scope.get(Root), scope.get(Database)];
  const homes = new Homes({ root, database, pool: () => scope.get(Pool) });
  const turns = new Leases();
  const [publish, say] = [publishIntent({ homes, database }), sayIntent({ homes, database })];
  // kinds must be known before the house recovers what a crash left
  intents.register(publish);
  intents.register(say);
  scope.provide(Drafts, (s) => new Drafting({ database, artifacts: s.get(Artifacts), catalog: s.get(ExperimentCatalog) }));
  scope.provide(Versions, (s) => new Publisher({ database, intents, kind: publish, homes, pool: s.get(Pool), clock: s.get(Clock), turns, told: (type, name, version) => s.get(Changes).tell({ change: 'published', type, name, version }) }));
  scope.provide(Said, (s) => new Sayings({ artifacts: s.get(Artifacts), database, intents, kind: say, homes, clock: s.get(Clock), turns, told: (change) => s.get(Changes).tell(change) }));
  scope.provide(Pending, (s) => new TakeOver({ folder: new PendingFolder(root.keep), keep: root.keep, database, pool: s.get(Pool), versions: s.get(Versions), drafts: s.get(Drafts), layout: s.get(RunLayout), clock: s.get(Clock), log: s.get(Log) }));
}
