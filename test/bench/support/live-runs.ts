import { metricLine, RunDirectory } from '../../support/run-directory.js';

/** Where run number `index` of the bench lies. */
export function runDir(index: number): string {
  return `runs/bench/project-${index % 20}/20260921_141301_${String(index).padStart(6, '0')}`;
}

/** Writes `count` run directories; those below `active` are still running. */
export function writeRuns(root: string, count: number, active: number): void {
  for (let index = 0; index < count; index++) {
    const run = new RunDirectory(root, runDir(index));
    run.append(Array.from({ length: 20 }, (_, line) => metricLine({ loss: 1 / (line + 1), sent: 0 }, { step: line + 1 })).join(''));
    if (index >= active) run.finish();
  }
}
