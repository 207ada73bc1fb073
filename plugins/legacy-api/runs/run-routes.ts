import { join } from 'node:path';
import { z } from 'zod';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { ExperimentChange } from '../../../schemas/experiments.js';
import { streamedList } from '../json-stream.js';
import { legacyRoute, runParam } from '../route.js';
import { assetsHere } from './assets-here.js';
import { noRun, presentRun, shownRun } from './find-run.js';
import { projectOf, runItem, shownPath } from './run-item.js';
import { countsOf, runPages } from './run-pages.js';
import { shownStatus } from './run-status.js';

const change = z.object({ alias: z.string().max(1000).nullish(), tags: z.array(z.string().max(1000)).max(1000).nullish() });

/** The list of runs, one run, its labels, its environment. */
export function runRoutes(scope: Scope): Route[] {
  const catalog = (): ExperimentCatalog => scope.get(ExperimentCatalog);
  return [
    legacyRoute({ method: 'GET', path: '/runs', summary: 'Legacy: all runs that are not deleted, newest first', right: 'read', deadlineSeconds: 0, handle: async () => streamedList(() => runItems(scope)) }),
    legacyRoute({ method: 'GET', path: '/runs/:id', summary: 'Legacy: one run', right: 'read', params: runParam, handle: ({ params }) => runDetail(scope, params.id) }),
    legacyRoute({ method: 'PATCH', path: '/runs/:id', summary: 'Legacy: set alias and tags', right: 'write', params: runParam, body: change, handle: ({ params, body }) => relabelled(catalog(), params.id, body) }),
    legacyRoute({ method: 'GET', path: '/runs/:id/progress', summary: 'Legacy: progress, which no program ever wrote', right: 'read', params: runParam, handle: async ({ params }) => {
      await shownRun(catalog(), params.id);
      return { available: false, status: 'unknown' };
    } }),
    legacyRoute({ method: 'GET', path: '/environment/:id', summary: 'Legacy: the environment of a run', right: 'read', params: runParam, handle: async ({ params }) => {
      const environment = await catalog().document((await shownRun(catalog(), params.id)).id, 'environment.json');
      return environment === undefined ? { available: false } : { available: true, environment };
    } }),
  ];
}

/** Items of `GET /api/runs`, a page at a time. */
export async function* runItems(scope: Scope, filter?: string, isWanted: (path: string) => boolean = () => true): AsyncGenerator<readonly unknown[]> {
  const catalog = scope.get(ExperimentCatalog);
  const { path: root } = scope.get(Root);
  for await (const page of runPages(catalog, { show: 'present', ...(filter !== undefined && { filter }) })) {
    const wanted = page.filter(({ path }) => isWanted(path));
    const counts = await countsOf(catalog, wanted);
    yield wanted.map((run) => runItem(root, run, counts(run)));
  }
}

async function runDetail(scope: Scope, id: string): Promise<unknown> {
  const catalog = scope.get(ExperimentCatalog);
  const run = await shownRun(catalog, id);
  const { path: root } = scope.get(Root);
  const folder = join(root, run.run_dir);
  const counts = await countsOf(catalog, [run]);
  const assets = assetsHere(root, (await catalog.document(run.id, 'assets.json')) ?? {});
  return {
    id: run.run_id, status: shownStatus(run), pid: run.pid, run_dir: folder, path: shownPath(run), alias: run.alias, ...projectOf(run), tags: run.tags,
    logs: join(folder, 'logs.txt'), metrics: join(folder, 'events.jsonl'), metrics_step: join(folder, 'events.jsonl'), assets, ...counts(run),
  };
}

async function relabelled(catalog: ExperimentCatalog, id: string, { alias, tags }: z.infer<typeof change>): Promise<unknown> {
  const { id: own } = await shownRun(catalog, id);
  const wanted: ExperimentChange = {
    ...(alias !== undefined && { alias: alias === null || alias.trim() === '' ? null : alias.trim() }),
    ...(tags !== undefined && { tags: [...new Set((tags ?? []).map((tag) => tag.trim()).filter((tag) => tag !== ''))] }),
  };
  await catalog.change([own], wanted);
  const changed = await presentRun(catalog, own);
  if (changed === undefined) throw noRun();
  return { ok: true, alias: changed.alias, tags: changed.tags };
}
