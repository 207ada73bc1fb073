import { z } from 'zod';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog, type RunGroup } from '../../../schemas/contracts/experiment-catalog.js';
import { streamedList } from '../json-stream.js';
import { legacyRoute } from '../route.js';
import { projectOf, runItem } from '../runs/run-item.js';
import { countsOf, runPages } from '../runs/run-pages.js';
import { projectFilter } from '../v2/project-filter.js';
import { present } from './path-tree.js';

const projectParam = z.object({ project: z.string().min(1).max(1000) });
const nameParam = projectParam.extend({ name: z.string().min(1).max(1000) });

/** Runs by project and name; of a run of 0.6 the first part of its path and the rest. */
export function projectRoutes(scope: Scope): Route[] {
  const named = async () => present(await scope.get(ExperimentCatalog).groups()).map(namesOf);
  return [
    legacyRoute({ method: 'GET', path: '/projects', summary: 'Legacy: projects', right: 'read', handle: async () => ({ projects: distinct((await named()).map(({ project }) => project)) }) }),
    legacyRoute({ method: 'GET', path: '/projects/:project/names', summary: 'Legacy: names within a project', right: 'read', params: projectParam, handle: async ({ params }) => ({ names: distinct((await named()).filter(({ project }) => project === params.project).map(({ name }) => name)) }) }),
    legacyRoute({ method: 'GET', path: '/projects/:project/names/:name/runs', summary: 'Legacy: runs of a name', right: 'read', deadlineSeconds: 0, params: nameParam, handle: async ({ params }) => streamedList(() => runsOf(scope, params)) }),
  ];
}

/** Of a group only the path tells the name: what follows the project in it. */
function namesOf({ path, project }: RunGroup): { readonly project: string; readonly name: string } {
  if (project === null) return projectOf({ path, project, name: null });
  return { project, name: path.startsWith(`${project}/`) ? path.slice(project.length + 1) : '' };
}

async function* runsOf(scope: Scope, { project, name }: z.infer<typeof nameParam>): AsyncGenerator<readonly unknown[]> {
  const catalog = scope.get(ExperimentCatalog);
  for await (const page of runPages(catalog, { show: 'present', filter: projectFilter(project) })) {
    const wanted = page.filter((run) => projectOf(run).project === project && projectOf(run).name === name);
    const counts = await countsOf(catalog, wanted);
    yield wanted.map((run) => ({ ...runItem(scope.get(Root).path, run, counts(run)), run_id: run.run_id, start_time: run.created_at }));
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}
