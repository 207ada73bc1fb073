import { z } from 'zod';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { streamedList } from '../json-stream.js';
import { flag, legacyRoute } from '../route.js';
import { runPages } from '../runs/run-pages.js';
import { runItems } from '../runs/run-routes.js';
import { pathExport } from './path-export.js';
import { pathBody, pathFilter, pathQuery, type PathQuery } from './path-query.js';
import { liesAt, pathsOf, statsOf, treeOf, withAncestors } from './path-tree.js';

const exportQuery = pathQuery.extend({ format: z.enum(['json', 'zip']).default('json') });

/** Runs by their logical paths. */
export function pathRoutes(scope: Scope): Route[] {
  const groups = () => scope.get(ExperimentCatalog).groups();
  return [
    legacyRoute({ method: 'GET', path: '/paths', summary: 'Legacy: logical paths of runs as list and tree, with counts when asked for', right: 'read', query: z.object({ include_stats: flag }), handle: async ({ query }) => {
      const all = await groups();
      const paths = pathsOf(all);
      return query.include_stats ? { paths: [...new Set(paths.flatMap(withAncestors))].sort(), tree: treeOf(paths), stats: statsOf(all) } : { paths, tree: treeOf(paths) };
    } }),
    legacyRoute({ method: 'GET', path: '/paths/tree', summary: 'Legacy: the same as a tree', right: 'read', handle: async () => ({ tree: treeOf(pathsOf(await groups())) }) }),
    legacyRoute({ method: 'GET', path: '/paths/runs', summary: 'Legacy: runs at a path and below it', right: 'read', deadlineSeconds: 0, query: pathQuery, handle: async ({ query }) => streamedList(() => runItems(scope, pathFilter(query), (path) => liesAt(path, query))) }),
    legacyRoute({ method: 'GET', path: '/paths/export', summary: 'Legacy: documents of the runs at a path, as JSON or with metrics and logs as ZIP', right: 'read', deadlineSeconds: 0, query: exportQuery, handle: ({ query }) => pathExport(scope, query) }),
    legacyRoute({ method: 'POST', path: '/paths/soft-delete', summary: 'Legacy: put the runs at a path into the recycle bin', right: 'write', deadlineSeconds: 0, body: pathBody, handle: ({ body }) => removedAt(scope.get(ExperimentCatalog), body) }),
  ];
}

async function removedAt(catalog: ExperimentCatalog, query: PathQuery): Promise<unknown> {
  const filter = pathFilter(query);
  const ids: string[] = [];
  for await (const page of runPages(catalog, { show: 'present', ...(filter !== undefined && { filter }) })) ids.push(...page.filter(({ path }) => liesAt(path, query)).map(({ id }) => id));
  const { changed } = await catalog.remove(ids, 'path_batch_delete');
  return { path: query.path, deleted_count: changed.length, errors: null, message: `Moved ${changed.length} runs to recycle bin` };
}
