import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import { Gauges } from '../../../daemon/api/gauges.js';
import { Hasher } from '../../../daemon/api/hasher.js';
import { Health } from '../../../daemon/api/health.js';
import { Log } from '../../../daemon/api/log.js';
import { Root } from '../../../daemon/api/root.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { Live } from '../../../daemon/api/topic.js';
import type { DedupConfig } from '../config.js';
import type { SteadyTime } from '../gc/steady-time.js';
import { Collection, Remembered, Steady, Sweeping } from '../gc/tokens.js';
import type { FilePool } from '../pool/file-pool.js';
import { realFiles, type PoolFiles } from '../pool/pool-files.js';
import { Pool } from '../tokens.js';
import { Damage } from './damage.js';
import { DamageFeed } from './damage-feed.js';
import { DamageRows } from './damage-rows.js';
import type { ObjectCheckParts } from './object-check.js';
import { ObjectRows } from './object-rows.js';
import { PoolCheck } from './pool-check.js';
import { Scrub } from './scrub.js';
import { Checking, DamageFound, DamageNews, Damages, Scrubbing } from './tokens.js';

const mebibyte = 2 ** 20;

/** Says how the parts of the checks are made. */
export function provideChecks(scope: Scope, { scrubMiBPerSecond }: DedupConfig): void {
  scope.provide(DamageFound, (s) => new DamageRows(s.get(Database)));
  scope.provide(DamageNews, (s) => new DamageFeed(s.get(Live), s.get(Clock)));
  scope.provide(Damages, (s) => new Damage({ ...house(s), rows: s.get(DamageFound), blobs: s.get(Sweeping), feed: s.get(DamageNews) }));
  scope.provide(Checking, (s) => new PoolCheck({ ...checkParts(s), ...house(s), hold: s.get(Collection), finish: () => s.get(Collection).recover(), sweeping: s.get(Sweeping), remembered: s.get(Remembered) }));
  scope.provide(Scrubbing, (s) => new Scrub({ ...checkParts(s), ...house(s), found: s.get(DamageFound), bytesPerSecond: scrubMiBPerSecond * mebibyte }));
}

/** Begins the scrub, which ends with the scope, as a check that runs does. */
export function startChecks(scope: Scope): void {
  const scrub = scope.get(Scrubbing);
  scope.get(Gauges).add('runkeep_pool_oldest_verified_seconds', 'Age of the oldest verification of an object of the pool', () => scrub.oldestSeconds());
  scope.defer(() => scope.get(Checking).close());
  scope.defer(() => scrub.close());
  scrub.start();
}

interface House {
  readonly root: Root;
  readonly database: Database;
  readonly pool: FilePool;
  readonly files: PoolFiles;
  readonly hasher: Hasher;
  readonly time: SteadyTime;
  readonly clock: Clock;
  readonly health: Health;
  readonly log: Log;
}

function house(s: Scope): House {
  return { root: s.get(Root), database: s.get(Database), pool: s.get(Pool), files: realFiles, hasher: s.get(Hasher), time: s.get(Steady), clock: s.get(Clock), health: s.get(Health), log: s.get(Log) };
}

function checkParts(s: Scope): ObjectCheckParts {
  return { rows: new ObjectRows(s.get(Database)), pool: s.get(Pool), files: realFiles, hasher: s.get(Hasher), damage: s.get(Damages), time: s.get(Steady), clock: s.get(Clock) };
}
