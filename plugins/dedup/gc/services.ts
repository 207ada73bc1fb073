import { Clock } from '../../../daemon/api/clock.js';
import { Database } from '../../../daemon/api/database.js';
import { Log } from '../../../daemon/api/log.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { BlobKeepers } from '../../../schemas/contracts/blob-keeper.js';
import { CollectionHold } from '../../../schemas/contracts/collection-hold.js';
import type { DedupConfig } from '../config.js';
import { realFiles } from '../pool/pool-files.js';
import { Pool } from '../tokens.js';
import { SweepRows } from './sweep-rows.js';
import { Collector } from './collector.js';
import { KeeperList } from './keeper-list.js';
import { OldQuarantine } from './old-quarantine.js';
import { SteadyTime } from './steady-time.js';
import { Sweeping, Collection, Fates, Keepers, Remembered, Steady } from './tokens.js';
import { UpkeepRows } from './upkeep-rows.js';

const daySeconds = 86_400;
const saveMs = 600_000;

/** Says how the parts of collection are made. */
export function provideCollection(scope: Scope, { graceDays }: DedupConfig): void {
  const graceSeconds = graceDays * daySeconds;
  scope.provide(Remembered, (s) => new UpkeepRows(s.get(Database)));
  scope.provide(Steady, (s) => new SteadyTime(s.get(Clock), s.get(Remembered)));
  scope.provide(Sweeping, (s) => new SweepRows(s.get(Database)));
  scope.provide(Keepers, () => new KeeperList());
  scope.provide(BlobKeepers, (s) => s.get(Keepers));
  scope.provide(Fates, (s) => ({ rows: s.get(Sweeping), keepers: s.get(Keepers), time: s.get(Steady), graceSeconds }));
  scope.provide(Collection, (s) => new Collector({
    ...s.get(Fates),
    pool: s.get(Pool),
    files: realFiles,
    quarantine: new OldQuarantine({ database: s.get(Database), pool: s.get(Pool), files: realFiles, time: s.get(Steady) }),
    clock: s.get(Clock),
    log: s.get(Log),
  }));
  scope.provide(CollectionHold, (s) => s.get(Collection));
}

/** Finishes what a crash left of collections, and counts time until the scope ends. */
export async function startCollection(scope: Scope): Promise<void> {
  const time = scope.get(Steady);
  await time.start();
  scope.defer(scope.get(Clock).every(saveMs, () => time.save()));
  await scope.get(Collection).recover();
  scope.defer(() => scope.get(Collection).close());
}
