import { experimentList } from '../../schemas/experiments.js';
import { migrationProgress, type MigrationProgress } from '../../schemas/migration.js';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { numberOf, quantile, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { ProcessWatch } from './support/process-watch.js';
import { pointsPerRun, writeRunicornRuns } from './support/runicorn-runs.js';

const patienceMs = 3_600_000;
const lookMs = 100;

/**
 * A Runicorn root of `--runs` (10,000) run directories in the real file format, 100 points each, migrated by the real daemon: how long
 * until all is taken in and until all is verified, peak memory, and the first page of the list while it migrates.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'runs', 10_000)));
}

interface Migrated {
  readonly takenInSeconds: number;
  readonly seconds: number;
  readonly progress: MigrationProgress;
  /** Milliseconds of each page that was asked for meanwhile. */
  readonly pages: readonly number[];
}

async function measure(scene: Scene, runs: number): Promise<Result> {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeRunicornRuns(root, runs);
  const started = performance.now();
  const child = spawnDaemon(root);
  scene.after(async () => {
    child.signal('SIGKILL');
    await child.ended;
  });
  const watch = new ProcessWatch(child.pid);
  scene.after(() => watch.close());
  const daemon = await readyDaemon(child, patienceMs);
  await daemon.json(experimentList, '/api/experiments');
  const firstPage = (performance.now() - started) / 1000;
  const { takenInSeconds, seconds, progress, pages } = await followed(daemon, started);
  const most = watch.mostMebibytes;
  await daemon.stop();
  const sorted = [...pages].sort((left, right) => left - right);
  return {
    figures: {
      'taken in, runs': one('runs/s', runs / takenInSeconds),
      'taken in, points': one('points/s', (runs * pointsPerRun) / takenInSeconds),
      'verified, runs': one('runs/s', runs / (seconds - takenInSeconds)),
      'whole migration': one('s', seconds),
      'spawn to first page': one('s', firstPage),
      'page while it migrates, p50': one('ms', quantile(sorted, 0.5)),
      'page while it migrates, p99': one('ms', quantile(sorted, 0.99)),
      'peak RSS': one('MiB', most),
    },
    ratios: {},
    goals: {
      complete: { goal: 'every run and point is taken in and verified', met: progress.state === 'complete' && progress.verified.done === runs && progress.points === runs * pointsPerRun },
      page: { goal: 'first page within 1 s of the start', met: firstPage <= 1 },
      memory: { goal: 'peak RSS <= 300 MB', met: most * 1024 * 1024 <= 300e6 },
    },
  };
}

async function followed(daemon: TestDaemon, started: number): Promise<Migrated> {
  const pages: number[] = [];
  let takenInSeconds = NaN;
  for (;;) {
    const progress = await daemon.json(migrationProgress, '/api/migration-v1');
    const seconds = (performance.now() - started) / 1000;
    if (Number.isNaN(takenInSeconds) && !['scan', 'ingest'].includes(progress.step)) takenInSeconds = seconds;
    if (progress.state !== 'running' && progress.state !== 'paused') return { takenInSeconds, seconds, progress, pages };
    const before = performance.now();
    await daemon.json(experimentList, '/api/experiments');
    pages.push(performance.now() - before);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

function one(unit: string, value: number): Figure {
  return { unit, values: [value] };
}
