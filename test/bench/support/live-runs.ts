import { metricLine, RunDirectory, type LineOptions } from '../../support/run-directory.js';

/** Lines that every run has before a bench begins. */
export const linesBefore = 20;

/** Where run number `index` of the bench lies. */
export function runDir(index: number): string {
  return `runs/bench/project-${index % 20}/20260921_141301_${String(index).padStart(6, '0')}`;
}

/** Writes `count` run directories with some lines each; those below `active` are still running. */
export function writeRuns(root: string, count: number, active: number, line: LineOptions = {}): void {
  for (let index = 0; index < count; index++) {
    const run = new RunDirectory(root, runDir(index));
    run.append(Array.from({ length: linesBefore }, (_, nth) => metricLine({ loss: 1 / (nth + 1), sent: 0 }, { ...line, step: nth + 1 })).join(''));
    if (index >= active) run.finish();
  }
}
