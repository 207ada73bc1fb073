import { experimentList, type ExperimentRow } from '../../schemas/experiments.js';
import { shaped } from './context.js';
import type { DaemonClient } from './daemon-client.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

/** The one experiment that a word on the command line means: its id or the beginning of it, its run id, or its run directory. */
export async function findExperiment(daemon: DaemonClient, word: string): Promise<ExperimentRow> {
  const { experiments, total } = shaped(experimentList, await daemon.get('/api/experiments', { show: 'all', limit: mostListed, filter: filterOf(word) }));
  const exact = experiments.find((row) => row.id === word || row.run_dir === word);
  return exact ?? theOnly(experiments.filter((row) => row.run_id === word || row.id.startsWith(word)), word, total);
}

/** More experiments of one word are ambiguous in any case. */
const mostListed = 100;
const partOfId = /^[0-9a-f-]{4,36}$/;

/** The experiments that a word may mean, in the grammar of filters: the daemon looks them up, however many there are. */
function filterOf(word: string): string {
  const text = `"${word.replace(/["\\]/g, '\\$&')}"`;
  return [`run_dir = ${text}`, `run_id = ${text}`, ...(partOfId.test(word) ? [`id like "${word}*"`] : [])].join(' or ');
}

function theOnly(found: readonly ExperimentRow[], word: string, total: number): ExperimentRow {
  const [first, ...others] = found;
  if (first === undefined) throw new Failure('no-such-experiment', `no experiment is called ${word}`, 'runkeep ls shows ids and run directories', exitCodes.failed);
  if (others.length === 0) return first;
  const places = found.slice(0, 5).map((row) => row.run_dir);
  throw new Failure('ambiguous', `${word} means ${Math.max(found.length, total)} experiments: ${places.join(', ')}`, 'name the run directory, or more of the id', exitCodes.failed);
}
