import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Scene } from '../support/at-end.js';
import { inScene } from '../fault/support/scenario.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { numberOf, quantile, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { askedTimes, catalogQueries } from './support/catalog-queries.js';
import { writeCatalog } from './support/catalog-rows.js';
import { ProcessWatch } from './support/process-watch.js';

/**
 * List, filter, sort, facets and search over HTTP of a real daemon, over `--experiments` runs (100,000) of 20 parameters
 * and 20 metrics each. Each kind of question is asked `--rounds` times (100) with other values. `--root` names a folder
 * that keeps its database for the next time.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, { experiments: numberOf(options, 'experiments', 100_000), rounds: numberOf(options, 'rounds', 100), root: options['root'] }));
}

interface Shape {
  readonly experiments: number;
  readonly rounds: number;
  readonly root: string | undefined;
}

async function measure(scene: Scene, { experiments, rounds, root = tempFolder(scene, 'runkeep-bench-') }: Shape): Promise<Result> {
  const path = join(root, 'runkeep.db');
  if (!existsSync(path)) await writeCatalog(root, experiments);
  const daemon = await startDaemon(scene, { root, readyMs: 600_000 });
  await daemon.live(600_000);
  await atRest(daemon);
  const times = await allTimes(daemon, rounds);
  await daemon.stop();
  const most = experiments > 100_000 ? 15 : 5;
  const asked = Object.entries(catalogQueries).filter(([, query]) => query.isGoal === true);
  const slow = asked.filter(([name]) => quantile(times[name] ?? [], 0.5) > most).map(([name]) => name);
  return {
    figures: { ...figuresOf(times), database: { unit: 'MB', values: [statSync(path).size / 1e6] } },
    ratios: {},
    goals: { catalog: { goal: `p50 of each of ${asked.length} questions <= ${most} ms${slow.length === 0 ? '' : `; above: ${slow.join(', ')}`}`, met: slow.length === 0 } },
  };
}

/** A start goes on beside the answers, with the check of a large database and the merging of its pages: that is over. */
async function atRest({ pid }: TestDaemon): Promise<void> {
  const watch = new ProcessWatch(pid);
  const isBusy = async (): Promise<boolean> => {
    watch.begin();
    await setTimeout(1000);
    const { main, line, others } = watch.share;
    return others.reduce((sum, each) => sum + each, main + line) > 0.05;
  };
  await until('the daemon is at rest', async () => !(await isBusy()), 600_000).finally(() => watch.close());
}

type Times = Readonly<Record<string, readonly number[]>>;

async function allTimes(daemon: TestDaemon, rounds: number): Promise<Times> {
  const times: Record<string, readonly number[]> = {};
  for (const [name, query] of Object.entries(catalogQueries)) {
    times[name] = await askedTimes(daemon, query, rounds);
    process.stderr.write(`${name}: ${quantile(times[name], 0.5).toFixed(2)} ms\n`);
  }
  return times;
}

function figuresOf(times: Times): Record<string, Figure> {
  return Object.fromEntries(Object.entries(times).flatMap(([name, values]) => [
    [`${name} p50`, { unit: 'ms', values: [quantile(values, 0.5)] }],
    [`${name} p99`, { unit: 'ms', values: [quantile(values, 0.99)] }],
  ]));
}
