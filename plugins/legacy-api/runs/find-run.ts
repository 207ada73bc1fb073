import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';

const ownId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The runs that an id of either kind names, newest first: run ids repeat within a root (DISK-03). */
async function namedRuns(catalog: ExperimentCatalog, id: string): Promise<readonly Experiment[]> {
  const own = ownId.test(id) ? await catalog.byIds([id]) : [];
  return own.length > 0 ? own : catalog.byRunId(id);
}

/** The newest run of this id that is not deleted. */
export async function presentRun(catalog: ExperimentCatalog, id: string): Promise<Experiment | undefined> {
  return (await namedRuns(catalog, id)).find(({ deleted_at }) => deleted_at === null);
}

/** The newest run of this id in the recycle bin. */
export async function deletedRun(catalog: ExperimentCatalog, id: string): Promise<Experiment | undefined> {
  return (await namedRuns(catalog, id)).find(({ deleted_at }) => deleted_at !== null);
}

/** The run to show, or 404 in the words of the legacy viewer. */
export async function shownRun(catalog: ExperimentCatalog, id: string): Promise<Experiment> {
  const run = await presentRun(catalog, id);
  if (run === undefined) throw noRun();
  return run;
}

/** 404 as the legacy viewer says it. */
export function noRun(): RunkeepError {
  return new RunkeepError('not-found', 'no-run', 'Run not found', 'GET /api/runs lists the ids; deleted ones are in GET /api/recycle-bin.');
}
