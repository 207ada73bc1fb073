import { join } from 'node:path';
import { experimentList } from '../../schemas/experiments.js';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { readyDaemon, spawnDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, spread, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { writeClutter } from './support/clutter.js';
import { inotifyWatches } from './support/inotify-watches.js';
import { ProcessWatch } from './support/process-watch.js';

const runs = 20;
const patienceMs = 120_000;
const idleMs = 5000;
const mostWatches = 1100;

/** A root of `--files` (200,000) files that are no runs beside 20 runs, against one of the runs alone: the start, the watches, and what the line costs when nothing happens. */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'files', 200_000), numberOf(options, 'rounds', 3)));
}

interface Start {
  readonly firstPage: number;
  readonly allRuns: number;
  readonly live: number;
}

async function measure(scene: Scene, files: number, rounds: number): Promise<Result> {
  const [bare, cluttered] = [rootOf(scene, 0), rootOf(scene, files)];
  const starts: { bare: Start[]; cluttered: Start[] } = { bare: [], cluttered: [] };
  for (let round = 0; round < rounds; round++) {
    starts.bare.push(await started(scene, bare, `b${round}`));
    starts.cluttered.push(await started(scene, cluttered, `c${round}`));
  }
  const idle = await inScene((inner) => atRest(inner, cluttered));
  const values = (of: readonly Start[], name: keyof Start): number[] => of.map((start) => start[name]);
  const delay = spread(values(starts.cluttered, 'firstPage')).median - spread(values(starts.bare, 'firstPage')).median;
  return {
    figures: {
      'spawn to first page, runs alone': seconds(values(starts.bare, 'firstPage')),
      'spawn to first page, with clutter': seconds(values(starts.cluttered, 'firstPage')),
      'spawn to all runs, runs alone': seconds(values(starts.bare, 'allRuns')),
      'spawn to all runs, with clutter': seconds(values(starts.cluttered, 'allRuns')),
      'spawn to live, runs alone': seconds(values(starts.bare, 'live')),
      'spawn to live, with clutter': seconds(values(starts.cluttered, 'live')),
      'inotify watches': { unit: 'watches', values: [idle.watches] },
      'line at rest': { unit: '% of a core', values: [100 * idle.line] },
      'a new run is seen within': { unit: 'ms', values: idle.seen },
    },
    ratios: {},
    goals: {
      start: { goal: 'the first page is delayed by less than 0.25 s', met: delay < 0.25 },
      watches: { goal: `at most ${mostWatches} inotify watches`, met: idle.watches <= mostWatches },
    },
  };
}

function rootOf(scene: Scene, files: number): string {
  const root = tempFolder(scene, 'runkeep-bench-');
  writeClutter(root, files);
  for (let index = 0; index < runs; index++) new RunDirectory(root, runDir(index)).log({ loss: 1 });
  return root;
}

function runDir(index: number): string {
  return `vision/resnet/runs/20260921_14${String(1000 + index)}_aa0001`;
}

/** Each start has a keep of its own, so that all runs are new to it. */
async function started(scene: Scene, root: string, name: string): Promise<Start> {
  const keep = join(tempFolder(scene), name);
  const began = performance.now();
  const since = (): number => (performance.now() - began) / 1000;
  const daemon = await opened(scene, root, keep);
  await pageOf(daemon);
  const firstPage = since();
  await until('all runs are seen', async () => (await pageOf(daemon)) >= runs, patienceMs);
  const allRuns = since();
  await daemon.live(patienceMs);
  const live = since();
  await daemon.stop();
  return { firstPage, allRuns, live };
}

async function atRest(scene: Scene, root: string): Promise<{ readonly watches: number; readonly line: number; readonly seen: readonly number[] }> {
  const daemon = await opened(scene, root, join(tempFolder(scene), 'rest'));
  await daemon.live(patienceMs);
  // What chokidar lists of its own accord comes after the scan.
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const watch = new ProcessWatch(daemon.pid);
  scene.after(() => watch.close());
  watch.begin();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const { line } = watch.share;
  const seen: number[] = [];
  for (let index = 0; index < 5; index++) seen.push(await seenWithin(daemon, root, index));
  return { watches: inotifyWatches(daemon.pid), line, seen };
}

async function seenWithin(daemon: TestDaemon, root: string, index: number): Promise<number> {
  const before = await pageOf(daemon);
  const began = performance.now();
  new RunDirectory(root, runDir(100 + index)).log({ loss: 1 });
  await until('the new run is seen', async () => (await pageOf(daemon)) > before, patienceMs);
  return performance.now() - began;
}

async function opened(scene: Scene, root: string, keep: string): Promise<TestDaemon> {
  const child = spawnDaemon(root, { args: ['--keep', keep] });
  scene.after(async () => {
    child.signal('SIGKILL');
    await child.ended;
  });
  return readyDaemon(child, patienceMs);
}

async function pageOf(daemon: TestDaemon): Promise<number> {
  return (await daemon.json(experimentList, '/api/experiments')).total;
}

function seconds(values: readonly number[]): Figure {
  return { unit: 's', values };
}
