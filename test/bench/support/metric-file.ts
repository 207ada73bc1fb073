import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { metricLine, RunDirectory } from '../../support/run-directory.js';

/** Writes a finished run whose event file has so many lines; `valuesOf` gives what is logged at a step. */
export function writeRun(folder: string, dir: string, lines: number, valuesOf: (step: number) => { readonly values: Readonly<Record<string, number>>; readonly ts: number }): RunDirectory {
  const run = new RunDirectory(folder, dir);
  const file = openSync(join(run.folder, 'events.jsonl'), 'w');
  let parts: string[] = [];
  for (let step = 1; step <= lines; step++) {
    const { values, ts } = valuesOf(step);
    parts.push(metricLine(values, { step, stage: 'train', ts }));
    if (parts.length < 10_000 && step < lines) continue;
    writeSync(file, parts.join(''));
    parts = [];
  }
  closeSync(file);
  run.finish();
  return run;
}
