import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../daemon/api/clock.js';
import type { LineCommit, LivePoints } from '../../daemon/api/line.js';
import { type LineConfig, lineConfig } from '../../daemon/ingest/config.js';
import type { IngestLine } from '../../daemon/ingest/ingest-line.js';
import type { LineStore } from '../../daemon/ingest/line-options.js';
import { runLine } from '../../daemon/ingest/run-line.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore } from '../../daemon/store/open-line-store.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';
import { Told } from './test-watch.js';

/** The machine's clock whose timers keep the process alive, since nothing else does while a test waits for the line. */
const wakefulClock: Clock = {
  ...systemClock,
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

export interface LineSetting {
  readonly config?: Partial<LineConfig>;
  readonly folder?: string;
  readonly told?: Told;
  /** Is the root there when the line starts? */
  readonly hasRoot?: boolean;
  /** What the line takes for the release and the boot. */
  readonly era?: string;
  /** Stands between the line and its store. */
  readonly through?: (store: LineStore) => LineStore;
}

/** A line in this thread over a real database, with what it says. */
export interface OpenedLine {
  readonly folder: string;
  readonly root: string;
  readonly line: IngestLine;
  readonly told: Told;
  readonly commits: LineCommit[];
  readonly heard: LivePoints[];
  readonly failures: unknown[];
  /** Values of a metric of a run in file order, as a reader of the daemon gets them. */
  readonly values: (dir: string, name?: string) => Promise<number[]>;
  /** Lines, events, rejects and generation of a run's event file. */
  readonly counts: (dir: string) => Promise<{ lines: number; events: number; rejects: number; generation: number; offset: number; size: number } | undefined>;
  readonly stop: () => Promise<void>;
}

export async function openedLine(t: Scene, { config = {}, folder = tempFolder(t), told = new Told(), hasRoot = true, era = 'one', through = (store) => store }: LineSetting = {}): Promise<OpenedLine> {
  const root = join(folder, 'root');
  mkdirSync(join(folder, 'keep'), { recursive: true });
  if (hasRoot) mkdirSync(root, { recursive: true });
  const database = await openDatabase({ database: join(folder, 'keep', 'runkeep.db') }, quietLog, systemClock);
  const commits: LineCommit[] = [];
  const heard: LivePoints[] = [];
  const failures: unknown[] = [];
  const line = runLine({
    root,
    config: lineConfig.parse({ reconcileSeconds: 3600, ...config }),
    watches: [told.module],
    era,
    openStore: () => through(openLineStore(database.path)),
    clock: wakefulClock,
    log: quietLog,
    committed: (commit) => commits.push(commit),
    heard: (points) => heard.push(points),
    crashed: (failure) => failures.push(failure),
  });
  let isOpen = true;
  const stop = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await line.stop(2000);
    await database.close();
  };
  atEnd(t, stop);
  const metrics = new SqlMetrics(database.sql, { of: async (id) => line.unsealed(id) }, quietLog);
  return {
    folder, root, line, told, commits, heard, failures, stop,
    values: async (dir, name = 'loss') => (await metrics.points({ experimentId: `id:${dir}`, names: [name] })).flatMap(({ value }) => [...value]),
    counts: async (dir) => {
      const [counts] = await metrics.counts(`id:${dir}`);
      return counts && { lines: counts.lines, events: counts.events, rejects: counts.rejects, generation: counts.generation, offset: counts.offset, size: counts.size };
    },
  };
}
