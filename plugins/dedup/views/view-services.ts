import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import { Hasher } from '../../../daemon/api/hasher.js';
import { Root } from '../../../daemon/api/root.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { realFiles } from '../pool/pool-files.js';
import { Artifacts, Pool } from '../tokens.js';
import { CapabilityReport } from './capability-report.js';
import { CapabilitiesOf, ViewsOf } from './view-tokens.js';
import { Views } from './views.js';

/** Says how views are made. */
export function provideViews(scope: Scope): void {
  scope.provide(ViewsOf, (s) => new Views({ root: s.get(Root), database: s.get(Database), artifacts: s.get(Artifacts), pool: s.get(Pool), hasher: s.get(Hasher), clock: s.get(Clock), files: realFiles }));
  scope.provide(CapabilitiesOf, (s) => new CapabilityReport(s.get(Root), s.get(Pool)));
}
