import { RunkeepError } from '../../../daemon/api/errors.js';
import { Parts } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { withoutWords } from '../field.js';
import { streamedList } from '../json-stream.js';
import { csvOf, plainName } from '../metrics/csv.js';
import { shownPath } from '../runs/run-item.js';
import { runPages } from '../runs/run-pages.js';
import { shownStatus } from '../runs/run-status.js';
import { pathFilter, type PathQuery } from './path-query.js';
import { liesAt } from './path-tree.js';
import { zipOf, type ZipEntry } from './zip.js';

/** Five entries a run: the directory of an archive stays within memory. */
const mostZippedRuns = 10_000;
const documents = ['meta.json', 'status.json', 'summary.json'] as const;

/** The runs at a path with what their documents say; as ZIP also their metrics and logs. */
export async function pathExport(scope: Scope, query: PathQuery & { readonly format: 'json' | 'zip' }): Promise<Parts> {
  const name = plainName(`runkeep_export_${query.path === '' ? 'root' : query.path}`);
  const pages = (): AsyncIterable<readonly Experiment[]> => runsAt(scope.get(ExperimentCatalog), query);
  let total = 0;
  for await (const page of pages()) total += page.length;
  if (query.format === 'json') return streamedList(() => exported(scope, pages()), { before: `{"path":${JSON.stringify(query.path)},"exact":${String(query.exact)},"total_runs":${total},"runs":[`, after: ']}' });
  if (total > mostZippedRuns) throw new RunkeepError('invalid', 'narrow-the-path', `These are ${total} runs; a ZIP holds ${mostZippedRuns}.`, 'Name a longer path, or ask for format=json.');
  return new Parts('application/zip', () => zipOf(entries(scope, pages())), { 'Content-Disposition': `attachment; filename="${name}.zip"` });
}

async function* runsAt(catalog: ExperimentCatalog, query: PathQuery): AsyncGenerator<readonly Experiment[]> {
  const filter = pathFilter(query);
  for await (const page of runPages(catalog, { show: 'present', ...(filter !== undefined && { filter }) })) yield page.filter(({ path }) => liesAt(path, query));
}

async function* exported(scope: Scope, pages: AsyncIterable<readonly Experiment[]>): AsyncGenerator<readonly unknown[]> {
  const catalog = scope.get(ExperimentCatalog);
  for await (const page of pages) {
    const ids = page.map(({ id }) => id);
    const summaries = await catalog.documents(ids, 'summary.json');
    const metas = await catalog.documents(ids, 'meta.json');
    yield page.map((run) => ({ run_id: run.run_id, path: shownPath(run), alias: run.alias, status: shownStatus(run), created_time: run.created_at, summary: withoutWords(summaries.get(run.id)) ?? {}, meta: metas.get(run.id) ?? {} }));
  }
}

/** The entries of one run after the other: documents, metrics as CSV, the log; named by the run's directory, which no other has. */
async function* entries(scope: Scope, pages: AsyncIterable<readonly Experiment[]>): AsyncGenerator<ZipEntry> {
  const catalog = scope.get(ExperimentCatalog);
  for await (const page of pages) for (const run of page) {
    for (const name of documents) {
      const content = await catalog.document(run.id, name);
      if (content !== undefined) yield { name: `${run.run_dir}/${name}`, parts: once(`${JSON.stringify(content, null, 2)}\n`) };
    }
    yield { name: `${run.run_dir}/metrics.csv`, parts: (await csvOf(scope, run)).open(new AbortController().signal) };
    yield { name: `${run.run_dir}/logs.txt`, parts: logOf(catalog, run.id) };
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function* logOf(catalog: ExperimentCatalog, id: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; ) {
    const { text, to } = await catalog.log(id, { from, bytes: 262_144 });
    if (to <= from) return;
    yield Buffer.from(text);
    from = to;
  }
}
