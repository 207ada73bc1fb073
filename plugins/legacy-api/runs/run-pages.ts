import type { CatalogQuery, ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { listOf } from '../field.js';
import { assetsIn, type RunCounts } from './run-item.js';

const pageRows = 1000;
const none: RunCounts = { assets_count: 0, artifacts_created_count: 0, artifacts_used_count: 0 };

/** All runs of a query, a page at a time; the daemon serves others between two pages. */
export async function* runPages(catalog: ExperimentCatalog, query: Pick<CatalogQuery, 'filter' | 'show'> & { readonly sort?: string }): AsyncGenerator<readonly Experiment[]> {
  let next: string | null = null;
  do {
    const page = await catalog.list({ sort: '-created_at', ...query, limit: pageRows, ...(next !== null && { next }) });
    yield page.experiments;
    ({ next } = page);
    await new Promise(setImmediate);
  } while (next !== null);
}

/** What the documents of these runs count. */
export async function countsOf(catalog: ExperimentCatalog, runs: readonly Experiment[]): Promise<(run: Experiment) => RunCounts> {
  const ids = runs.map(({ id }) => id);
  const assets = await catalog.documents(ids, 'assets.json');
  const created = await catalog.documents(ids, 'artifacts_created.json');
  const used = await catalog.documents(ids, 'artifacts_used.json');
  if (assets.size + created.size + used.size === 0) return () => none;
  return ({ id }) => ({ assets_count: assetsIn(assets.get(id)), artifacts_created_count: listOf(created.get(id), 'artifacts').length, artifacts_used_count: listOf(used.get(id), 'artifacts').length });
}
