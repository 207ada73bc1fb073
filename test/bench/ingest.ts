import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inScene } from '../fault/support/scenario.js';
import type { Scene } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';
import { numberOf, spread, type BenchOptions, type Figure, type Result } from './support/bench.js';
import { LineProcess, type Taken } from './support/line-process.js';
import { writeRun } from './support/metric-file.js';
import { stageNanoseconds } from './support/profile-shares.js';
import { insertRows, readRows } from './support/row-per-point.js';

const pointsPerLine = 2;
/** Points of the row per point, and of the run that is profiled. */
const fewPoints = 1_000_000;

/**
 * One file of `--points` points (10 million), 2 a line, from its appearance under the root until its last block is
 * committed, `--rounds` times; by turns with 1 million points as a row each, from arrays that are ready (what is written straight: the goal) and
 * from the file (what a program without an engine does). The line runs as it does in the daemon, in a
 * process of its own. One more, profiled round says what each stage takes on the line's thread, and on the thread that encodes beside it.
 */
export function run(options: BenchOptions): Promise<Result> {
  return inScene((scene) => measure(scene, numberOf(options, 'points', 10_000_000), numberOf(options, 'rounds', 3)));
}

async function measure(scene: Scene, points: number, rounds: number): Promise<Result> {
  const folder = tempFolder(scene, 'runkeep-bench-');
  const events = stage(folder, points);
  const few = Math.min(points, fewPoints);
  const ours: Taken[] = [];
  const read: number[] = [];
  const inserted: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await takeIn(folder, points));
    read.push(await readRows(folder, events, few));
    inserted.push(insertRows(folder, few));
  }
  const rates = ours.map((taken) => taken.points / taken.seconds);
  const peaks = ours.map((taken) => taken.peakBytes / 1e6);
  const timesOf = (others: readonly number[]): number[] => rates.map((rate, round) => rate / (others[round] ?? Number.NaN));
  const straight = timesOf(inserted);
  return {
    figures: {
      'line, file to committed': { unit: 'points/s', values: rates },
      'row per point, readline': { unit: 'points/s', values: read },
      'row per point, ready arrays': { unit: 'points/s', values: inserted },
      'peak memory of the line': { unit: 'MB', values: peaks },
      'file size': { unit: 'MB', values: [statSync(events).size / 1e6] },
      ...(await stageFigures(folder, points)),
    },
    ratios: {
      'line against row per point, ready arrays': straight,
      'line against row per point, readline': timesOf(read),
    },
    goals: {
      rate: { goal: '>= 4 M points/s', met: spread(rates).median >= 4e6 },
      ratio: { goal: '>= 10 times a row per point written straight', met: spread(straight).median >= 10 },
      memory: { goal: 'peak <= 300 MB', met: Math.max(...peaks) <= 300 },
    },
  };
}

/** The run as it will appear; answers its event file. */
function stage(folder: string, points: number): string {
  const run = writeRun(folder, 'staged/20260921_141301_aa0001', points / pointsPerLine, (step) => ({
    values: { loss: Math.fround(2.3 * Math.exp(-step / 1e6) + (step * 7919) % 1000 / 1e4), accuracy: Math.round(Math.sin(step) * 1e4) / 1e4 },
    ts: 1_790_000_000 + Math.round(step * 0.125 * 1e6) / 1e6,
  }));
  return run.events;
}

/** Seconds and memory of a line that the staged run appears to; the run is put back. */
async function takeIn(folder: string, points: number, nodeOptions: readonly string[] = []): Promise<Taken> {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'runs'), { recursive: true });
  const line = await LineProcess.start(root, nodeOptions);
  renameSync(join(folder, 'staged'), join(root, 'runs', 'bench'));
  const taken = await line.look();
  renameSync(join(root, 'runs', 'bench'), join(folder, 'staged'));
  await line.stop();
  rmSync(root, { recursive: true });
  if (taken.points !== points) throw new Error(`${taken.points} points were taken in, of ${points}`);
  return taken;
}

async function stageFigures(folder: string, points: number): Promise<Record<string, Figure>> {
  const profiles = join(folder, 'profiles');
  await takeIn(folder, points, ['--cpu-prof', `--cpu-prof-dir=${profiles}`]);
  const { line, sealing } = stageNanoseconds(profiles);
  return { ...figuresOf('stage', line, points), ...figuresOf('beside it,', sealing, points) };
}

function figuresOf(what: string, shares: ReadonlyMap<string, number>, points: number): Record<string, Figure> {
  const stages = [...shares].filter(([stage]) => stage !== 'wait').sort(([, left], [, right]) => right - left);
  return Object.fromEntries(stages.map(([stage, nanoseconds]) => [`${what} ${stage}`, { unit: 'ns/point', values: [nanoseconds / points] }]));
}
