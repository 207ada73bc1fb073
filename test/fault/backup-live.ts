import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { taskReport, type TaskReport } from '../../schemas/dedup-task.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { runCli } from '../support/cli.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';
import { compareWith } from './support/taken-in.js';
import { truths, type RunTruth } from './support/truth.js';

const runs = 4;

/** A root that is restored, and what its files held when its backup was begun. */
interface Restored {
  readonly root: string;
  readonly before: ReadonlyMap<string, RunTruth>;
}

/**
 * Backups of a root whose runs grow meanwhile, every third one after a `kill -9` half-way through another: each is restored, and a daemon over it must show every point that was
 * written before the backup was begun, and none that was never written. Options: --n 100, --rate 2000 (lines a second).
 */
export function run(options: Options): Promise<Outcome> {
  const [count, rate] = [numberOption(options, 'n', 100), numberOption(options, 'rate', 2000)];
  return inScene(async (scene) => {
    const [root, folder] = [tempFolder(scene), join(tempFolder(scene), 'backup')];
    const writers = Array.from({ length: runs }, (_, index) => new GrowingRun(root, index));
    atEnd(scene, grow(writers, rate));
    const sums = { restored: 0, killed: 0, points: 0 };
    const faults: string[] = [];
    let daemon = await liveDaemon(scene, root);
    for (let turn = 0; turn < count; turn++) {
      if (turn % 3 === 2) {
        await killedHalfWay(daemon, folder);
        sums.killed++;
        daemon = await liveDaemon(scene, root);
      }
      const restored = await backedUp(scene, daemon, folder);
      const { points, wrong } = await judge(scene, restored);
      faults.push(...wrong.map((fault) => `backup ${turn}: ${fault}`));
      sums.restored++;
      sums.points = points;
    }
    return { met: faults.length === 0, ...sums, lines: writers.reduce((sum, { lines }) => sum + lines, 0), faults: faults.slice(0, 20) };
  });
}

/** A run that gets lines until the scene ends. */
class GrowingRun {
  lines = 0;
  readonly #run: RunDirectory;

  constructor(root: string, index: number) {
    this.#run = new RunDirectory(root, `runs/live/20260921_14130${index}_aa000${index}`);
    this.add(500);
  }

  add(count: number): void {
    this.#run.append(Array.from({ length: count }, (_, line) => metricLine({ loss: 1 / (this.lines + line + 1) }, { step: this.lines + line + 1 })).join(''));
    this.lines += count;
  }
}

function grow(writers: readonly GrowingRun[], rate: number): () => void {
  const timer = setInterval(() => writers.forEach((writer) => writer.add(Math.ceil(rate / runs / 50))), 20);
  return () => clearInterval(timer);
}

async function liveDaemon(scene: Scene, root: string): Promise<TestDaemon> {
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  return daemon;
}

/** The daemon dies while it copies; what it left must harm neither the backup before nor the next one. */
async function killedHalfWay(daemon: TestDaemon, folder: string): Promise<void> {
  await daemon.post('/api/dedup/backup', { folder, runs: true });
  await until('the backup has begun', () => existsSync(join(folder, '.staging')) && readdirSync(join(folder, '.staging')).length > 0);
  await daemon.kill9();
}

async function backedUp(scene: Scene, daemon: TestDaemon, folder: string): Promise<Restored> {
  const before = truths(daemon.root);
  await daemon.post('/api/dedup/backup', { folder, runs: true });
  const report = await until<TaskReport>('the backup has ended', async () => {
    const told = await daemon.json(taskReport, '/api/dedup/backup');
    return told.state === 'running' ? undefined : told;
  }, 120_000);
  if (report.state !== 'complete') throw new Error(`the backup ended as ${report.state}: ${JSON.stringify(report.failure)}`);
  const root = join(tempFolder(scene), 'root');
  const { code, stderr } = await runCli(['backup', 'restore', folder, '--to', root]);
  if (code !== 0) throw new Error(`the backup could not be restored: ${stderr}`);
  return { root, before };
}

/** What the restored root shows, against what was written before its backup and what its own files hold. */
async function judge(scene: Scene, { root, before }: Restored): Promise<{ readonly points: number; readonly wrong: readonly string[] }> {
  const daemon = await liveDaemon(scene, root);
  const [since, whole] = [await compareWith(daemon, before, { isGrowing: true }), await compareWith(daemon, truths(root), { isGrowing: false })];
  await daemon.stop();
  const told = [since, whole].flatMap(({ lost, doubled, wrong, catalog }) => (lost + doubled + wrong + catalog.length === 0 ? [] : [JSON.stringify({ lost, doubled, wrong, catalog })]));
  return { points: whole.points, wrong: told };
}
