import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';

/** What the catalog knows of a run that made versions. */
export interface Maker {
  readonly experiment_id: string | null;
  readonly label: string;
  /** Empty where the run is in none, or nothing is known of it. */
  readonly project: string;
}

/** Up to here asking for each run costs less than reading the whole list, at about 1 ms against 0.04 ms a run. */
const fewRuns = 200;
const page = 1000;

/** What is known of run ids; of several experiments that carry one the newest counts (DISK-03). Others are served meanwhile. */
export async function makersOf(catalog: ExperimentCatalog, runIds: ReadonlySet<string>): Promise<ReadonlyMap<string, Maker>> {
  const makers = new Map<string, Maker>([...runIds].map((runId) => [runId, { experiment_id: null, label: runId, project: '' }]));
  const runs = runIds.size > fewRuns ? listed(catalog) : asked(catalog, runIds);
  for await (const run of runs) if (makers.has(run.run_id)) makers.set(run.run_id, makerOf(run));
  return makers;
}

function makerOf(run: Experiment): Maker {
  return { experiment_id: run.id, label: [run.path, run.alias ?? run.run_id].filter((part) => part !== '').join('/'), project: projectOf(run) };
}

async function* asked(catalog: ExperimentCatalog, runIds: ReadonlySet<string>): AsyncGenerator<Experiment> {
  for (const runId of runIds) {
    const [newest] = await catalog.byRunId(runId);
    if (newest !== undefined) yield newest;
    await new Promise(setImmediate);
  }
}

async function* listed(catalog: ExperimentCatalog): AsyncGenerator<Experiment> {
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const answer = await catalog.list({ show: 'all', sort: 'created_at', limit: page, ...(next !== undefined && { next }) });
    yield* answer.experiments;
    next = answer.next ?? undefined;
    await new Promise(setImmediate);
  }
}

/** The project as its files say it, or the first part of the logical path. */
function projectOf({ project, path }: Experiment): string {
  return project ?? path.split('/')[0] ?? '';
}
