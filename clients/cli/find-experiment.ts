import { experimentList, type ExperimentRow } from '../../schemas/experiments.js';
import { shaped } from './context.js';
import type { DaemonClient } from './daemon-client.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

/** The one experiment that a word on the command line means: its id or the beginning of it, its run id, or its run directory. */
export async function findExperiment(daemon: DaemonClient, word: string): Promise<ExperimentRow> {
  const found: ExperimentRow[] = [];
  let next: string | undefined;
  do {
    const page = shaped(experimentList, await daemon.get('/api/experiments', { show: 'all', limit: 1000, next }));
    const exact = page.experiments.find((row) => row.id === word || row.run_dir === word);
    if (exact !== undefined) return exact;
    found.push(...page.experiments.filter((row) => row.run_id === word || (word.length >= 4 && row.id.startsWith(word))));
    next = page.next ?? undefined;
  } while (next !== undefined);
  return theOnly(found, word);
}

function theOnly(found: readonly ExperimentRow[], word: string): ExperimentRow {
  const [first, ...others] = found;
  if (first === undefined) throw new Failure('no-such-experiment', `no experiment is called ${word}`, 'runkeep ls shows ids and run directories', exitCodes.failed);
  if (others.length === 0) return first;
  const places = found.slice(0, 5).map((row) => row.run_dir);
  throw new Failure('ambiguous', `${word} means ${found.length} experiments: ${places.join(', ')}`, 'name the run directory, or more of the id', exitCodes.failed);
}
