import type { Experiment } from '../../../../schemas/experiments.js';
import type { HeardRuns } from './catalog-live.js';

interface Merge {
  readonly base: Experiment;
  readonly row: Experiment;
}

const merges = new WeakMap<Experiment, Merge>();

/**
 * A fetched run with what was pushed after it was asked for; null when it left the catalog. Keeps its identity while
 * nothing changes, so that a row is drawn anew only when it must be.
 */
export function freshened<Run extends Experiment>(run: Run, askedAt: number, heardRuns: HeardRuns): Run | null {
  const heard = heardRuns.get(run.id);
  if (heard === undefined || heard.at < askedAt) return run;
  if (heard.row === null) return null;
  const before = merges.get(heard.row);
  if (before?.base === run) return before.row as Run; // made below, of this very run
  const row = { ...run, ...heard.row };
  merges.set(heard.row, { base: run, row });
  return row;
}
