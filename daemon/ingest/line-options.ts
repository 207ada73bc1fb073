import type { Clock } from '../api/clock.js';
import type { Sql } from '../api/database.js';
import type { LineCommit, LivePoints } from '../api/line.js';
import type { Log } from '../api/log.js';
import type { MetricWriter } from '../api/metric-writer.js';
import type { DatabaseSpace } from '../api/upkeep.js';
import type { WatchModule } from '../api/watch.js';
import type { LineConfig } from './config.js';

/** The store as the line sees it: `openLineStore` of the store room. */
export interface LineStore {
  readonly writer: MetricWriter;
  readonly sql: Sql;
  readonly space: DatabaseSpace;
  close(): void;
}

/** What the line works on, and whom it tells. */
export interface LineOptions {
  /** Absolute real path of the root; it may not exist yet. */
  readonly root: string;
  readonly config: LineConfig;
  readonly watches: readonly WatchModule[];
  /** What was remembered of sleeping runs in another era is not believed. */
  readonly era: string;
  readonly openStore: () => LineStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly committed: (commit: LineCommit) => void;
  readonly heard: (points: LivePoints) => void;
  /** A failure that time does not mend: the process must end in order. */
  readonly crashed: (failure: unknown) => void;
}
