import type { CatalogPage, ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../schemas/experiments.js';
import type { KnownRun } from './hints/known-run.js';

const pageRuns = 100;

/** The runs of Runicorn in the catalog, page by page: our own clients' runs say which boot of the machine they began in. */
export async function* runicornRuns(catalog: ExperimentCatalog): AsyncGenerator<readonly StockRun[]> {
  let next: string | null = null;
  do {
    const page: CatalogPage = await catalog.list({ show: 'all', sort: 'created_at', limit: pageRuns, ...(next !== null && { next }) });
    const metas = await catalog.documents(page.experiments.map(({ id }) => id), 'meta.json');
    const runs = page.experiments.map((run) => ({ run, meta: metas.get(run.id) }));
    yield runs.filter(({ meta }) => textIn(meta, 'boot_id') === null).map(({ run, meta }) => ({ run, storageDir: textIn(meta, 'storage_dir') }));
    next = page.next;
  } while (next !== null);
}

/** A run, and the root that it was written into as its own words say: stale once the root was moved (DISK-07). */
export interface StockRun {
  readonly run: Experiment;
  readonly storageDir: string | null;
}

/** What hints and surroundings need of a run. */
export function knownRun({ id, run_id: runId, run_dir: dir, status, point_count: points }: Experiment): KnownRun {
  return { id, runId, dir, status, points };
}

function textIn(document: unknown, key: string): string | null {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, key)) return null;
  const value: unknown = Reflect.get(document, key);
  return typeof value === 'string' ? value : null;
}
